// A mail to look at before a program sends its first one: text, HTML and an attachment.

const html = `<!doctype html>
<html><body style="margin:0;padding:32px 16px;background:#eef4f6;font-family:Helvetica,Arial,sans-serif;color:#17303a">
<table role="presentation" width="100%" style="max-width:560px;margin:0 auto;background:#fff;border-radius:12px">
<tr><td style="padding:32px">
<h1 style="margin:0 0 12px;font-size:24px">The water is held</h1>
<p style="margin:0 0 16px;line-height:1.6">This is a sample mail. It has an HTML body, a plain text one and a small
attachment, so that every tab above has something to show.</p>
<p style="margin:0;line-height:1.6">Nothing that is sent to Mailweir goes any further.</p>
</td></tr></table></body></html>`;

const text = `The water is held

This is a sample mail. It has an HTML body, a plain text one and a small
attachment, so that every tab has something to show.

Nothing that is sent to Mailweir goes any further.`;

/** The octets of the message, with the line ends of RFC 5322. */
export function sampleMessage(now: Date): string {
  const boundary = (name: string) => `sample-${name}-${now.getTime().toString(36)}`;
  const lines = [
    'From: Mailweir <sample@mailweir.example>',
    'To: Ann Example <ann@example.com>',
    'Subject: A sample mail',
    `Date: ${now.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${boundary('id')}@mailweir.example>`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${boundary('mixed')}"`,
    '',
    `--${boundary('mixed')}`,
    `Content-Type: multipart/alternative; boundary="${boundary('alternative')}"`,
    '',
    `--${boundary('alternative')}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '',
    `--${boundary('alternative')}`,
    'Content-Type: text/html; charset=utf-8',
    '',
    html,
    '',
    `--${boundary('alternative')}--`,
    `--${boundary('mixed')}`,
    'Content-Type: text/csv; charset=utf-8; name="levels.csv"',
    'Content-Disposition: attachment; filename="levels.csv"',
    '',
    'hour,level',
    '06:00,1.42',
    '12:00,1.38',
    '',
    `--${boundary('mixed')}--`,
    '',
  ];
  return lines.join('\n').replaceAll('\n', '\r\n');
}
