// Which rows of a long list are worth having in the document: those in sight and a few around them.

export type Range = { first: number; end: number };

const around = 8;

/** Rows are all `rowHeight` pixels high. `end` is one past the last. */
export function rowsInSight(scrollTop: number, height: number, rowHeight: number, count: number): Range {
  const first = Math.max(0, Math.min(count, Math.floor(scrollTop / rowHeight)) - around);
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + around);
  return { first, end: Math.max(first, end) };
}

/** Where to scroll so that the row is in sight; the same place when it already is. */
export function scrollTopFor(row: number, scrollTop: number, height: number, rowHeight: number): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  if (top + rowHeight > scrollTop + height) return top + rowHeight - height;
  return scrollTop;
}
