// Settings that make a program send here, to copy.
import type { Endpoint } from './endpoint';

export type Snippet = { name: string; code: (endpoint: Endpoint) => string };

const bracketed = (host: string) => (host.includes(':') ? `[${host}]` : host);

export const snippets: Snippet[] = [
  {
    name: 'curl',
    code: ({ host, port }) =>
      `curl smtp://${bracketed(host)}:${port} --upload-file - \\
  --mail-from app@example.com --mail-rcpt ann@example.com <<'.'
From: App <app@example.com>
Subject: Hello

It works.
.`,
  },
  {
    name: 'Nodemailer',
    code: ({ host, port }) =>
      `const transport = nodemailer.createTransport({
  host: '${host}',
  port: ${port},
  secure: false,
});`,
  },
  {
    name: 'Django',
    code: ({ host, port }) =>
      `EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "${host}"
EMAIL_PORT = ${port}
EMAIL_USE_TLS = False`,
  },
  {
    name: 'Rails',
    code: ({ host, port }) =>
      `config.action_mailer.delivery_method = :smtp
config.action_mailer.smtp_settings = {
  address: "${host}",
  port: ${port}
}`,
  },
  {
    name: 'Laravel',
    code: ({ host, port }) =>
      `MAIL_MAILER=smtp
MAIL_HOST=${host}
MAIL_PORT=${port}
MAIL_USERNAME=null
MAIL_PASSWORD=null`,
  },
  {
    name: 'Symfony',
    code: ({ host, port }) => `MAILER_DSN=smtp://${bracketed(host)}:${port}`,
  },
  {
    name: 'Spring Boot',
    code: ({ host, port }) =>
      `spring.mail.host=${host}
spring.mail.port=${port}
spring.mail.properties.mail.smtp.auth=false`,
  },
  {
    name: 'Go',
    code: ({ host, port }) =>
      `err := smtp.SendMail("${bracketed(host)}:${port}", nil,
    "app@example.com", []string{"ann@example.com"}, message)`,
  },
];
