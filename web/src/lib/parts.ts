// The structure of a message as rows of an indented list.
import type { Attachment, Part } from '../api/types';

/** How deep each part sits, in the order of `parts`; parents come before their children. */
export function partDepths(parts: Part[]): number[] {
  const depths = new Map<number, number>();
  return parts.map((part) => {
    const depth = part.parent === null ? 0 : (depths.get(part.parent) ?? 0) + 1;
    depths.set(part.index, depth);
    return depth;
  });
}

// What the server itself hands out inline (it looks at the octets once more, whatever the mail says).
const images = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

export function isShownImage(attachment: Attachment): boolean {
  return images.has(attachment.type);
}

type Kind = 'image' | 'calendar' | 'mail' | 'archive' | 'file';

const kinds: Array<[RegExp, Kind]> = [
  [/^image\//, 'image'],
  [/^text\/calendar/, 'calendar'],
  [/^message\//, 'mail'],
  [/zip|compressed|tar|gzip/, 'archive'],
];

/** What a type is a kind of, for its icon. */
export function iconFor(type: string): Kind {
  return kinds.find(([pattern]) => pattern.test(type))?.[1] ?? 'file';
}
