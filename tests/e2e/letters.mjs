// What the tests send, on top of the builders that all tests share.
import { aMessage, someHtml } from '../support/messages.mjs';

const plain = (text) => `Content-Type: text/plain; charset=utf-8\r\n\r\n${text}`;

// The final dot of DATA stands on a line of its own.
const ended = (text) => (text.endsWith('\r\n') ? text : `${text}\r\n`);

/**
 * A message with text, or with HTML (whose text is then made of it), and with attachments made by aFile().
 */
export function aLetter({ subject = 'Order 7 is on its way', text = 'It has left.\r\n', html, attachments, ...more } = {}) {
  if (html === undefined && attachments === undefined) return aMessage({ subject, text: ended(text), ...more });
  const shown = html === undefined ? plain(text) : someHtml(html);
  const multipart = html === undefined ? 'mixed' : 'related';
  return aMessage({ subject, parts: [shown, ...(attachments ?? [])], multipart, ...more });
}

/** `count` lines, for texts that must be large without a long line. */
export const lines = (count, line) => Array.from({ length: count }, (_, index) => line(index)).join('\r\n') + '\r\n';

export async function sendAll(server, letters) {
  for (const letter of letters) await server.send(letter);
}

export const clearInbox = (server) => server.call('DELETE', '/api/messages?all=true');

/** The newest message of the server, in full. */
export async function newestMessage(server) {
  const { messages } = await server.get('/api/messages?limit=1');
  return server.get(`/api/messages/${messages[0].id}`);
}
