// Text of strangers in places that hold one short line: titles, labels, announcements.

// Controls, zero-width and bidirectional marks: nothing that a title could show, and some of it turns text around.
const unprintable = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu;

/** One clean line of at most `most` characters; a cut one ends in "…". */
export function oneLine(text: string, most: number): string {
  // A first cut by code units keeps the work small whatever came.
  const clean = text.slice(0, most * 4).replace(unprintable, ' ').replace(/\s+/g, ' ').trim();
  const characters = [...clean];
  if (characters.length <= most && text.length <= most * 4) return clean;
  return `${characters.slice(0, most - 1).join('').trimEnd()}…`;
}

/** What the window's title says: unread mails first, so that a narrow tab shows them. */
export function windowTitle(unread: number, subject: string | null): string {
  const count = unread > 0 ? `(${unread.toLocaleString('en')}) ` : '';
  return subject === null ? `${count}Mailweir` : `${count}${oneLine(subject, 60) || 'No subject'} · Mailweir`;
}
