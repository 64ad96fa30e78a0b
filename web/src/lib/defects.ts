// Defects in words. A code that is not known here yet is shown by its own name, so that nothing is kept back.
import type { Defect } from '../api/types';

const sentences: Record<string, string> = {
  address_damaged: 'An address field cannot be read as addresses',
  bare_cr: 'A line ends with CR alone instead of CR LF',
  bare_lf: 'A line ends with LF alone instead of CR LF',
  base64_damaged: 'The base64 of a part has characters that do not belong there, or is cut off',
  boundary_missing: 'A multipart names no boundary, so its parts cannot be told apart',
  boundary_not_closed: 'A multipart ends without its closing boundary',
  charset_damaged: 'The text has octets that its charset does not have',
  charset_guessed: 'The text names no charset, so one was guessed',
  charset_unknown: 'The text names a charset that nobody knows',
  content_type_invalid: 'The Content-Type cannot be read',
  date_invalid: 'The Date field is no date',
  duplicate_header: 'A field that may stand only once is there twice: {detail}',
  eight_bit_undeclared: 'The body has octets over 127, but its Content-Transfer-Encoding does not allow them',
  header_line_without_colon: 'The header has a line that is no field',
  header_not_utf8: 'The header has octets over 127 that are not UTF-8',
  long_line: 'A line is longer than the 998 octets that mail may have',
  mbox_from_line: 'The message begins with the "From " line of a mailbox file',
  mime_limited: 'The message goes past a limit of this server, and the rest is only in the source: {detail}',
  missing_blank_line: 'The blank line between header and body is missing',
  multipart_without_parts: 'A multipart has no parts',
  nul: 'The message has NUL octets',
  parameter_damaged: 'A parameter of the Content-Type cannot be read',
  quoted_printable_damaged: 'The quoted-printable of a part has sequences that mean nothing',
  transfer_encoding_unknown: 'A part has a Content-Transfer-Encoding that nobody knows',
};

/** "boundary_never_used" → "Boundary never used" */
function inWords(code: string): string {
  const words = code.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** One sentence without its full stop. The server's detail is added where it tells more than the sentence. */
export function defectText({ code, detail }: Pick<Defect, 'code' | 'detail'>): string {
  const sentence = sentences[code] ?? `${inWords(code)}: {detail}`;
  return detail === '' ? sentence.replace(': {detail}', '') : sentence.replace('{detail}', () => detail);
}
