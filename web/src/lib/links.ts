// Finds what can be clicked in plain text. The caller makes DOM nodes of the pieces, never HTML.

export type TextPiece = { text: string; href?: string };

const maxLinks = 2000;

// Only these three schemes. A link ends at white space, quotes, angle brackets and what no URL holds.
const candidate = /(?:https?:\/\/|mailto:)[^\s<>"'`{}|\\^\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028-\u202f\u2066-\u2069]+/gi;

/** Takes off what belongs to the sentence rather than to the link: "(see https://x.example/a)." */
function withoutSentenceEnd(url: string): string {
  const surplus = (closer: string, opener: string) => url.split(closer).length - url.split(opener).length;
  const unopened: Record<string, number> = { ')': surplus(')', '('), ']': surplus(']', '[') };
  let end = url.length;
  for (; end > 0; end -= 1) {
    const last = url.charAt(end - 1);
    const closers = unopened[last];
    if (closers === undefined ? !'.,;:!?*_'.includes(last) : closers <= 0) break;
    if (closers !== undefined) unopened[last] = closers - 1;
  }
  return url.slice(0, end);
}

function isLink(text: string): boolean {
  try {
    const url = new URL(text);
    return url.protocol === 'mailto:' ? url.pathname.includes('@') : url.hostname !== '';
  } catch {
    return false;
  }
}

/** The text in pieces, in order and complete; at most 2,000 of them are links. */
export function textPieces(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let done = 0;
  let links = 0;
  for (const match of text.matchAll(candidate)) {
    if (links === maxLinks) break;
    const href = withoutSentenceEnd(match[0]);
    if (!isLink(href)) continue;
    if (match.index > done) pieces.push({ text: text.slice(done, match.index) });
    pieces.push({ text: href, href });
    done = match.index + href.length;
    links += 1;
  }
  if (done < text.length) pieces.push({ text: text.slice(done) });
  return pieces;
}
