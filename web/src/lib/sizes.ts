// Octets as people read them.

const units = ['KB', 'MB', 'GB', 'TB'] as const;

/** "812 B", "12.4 KB", "3 MB": powers of 1024, one decimal below ten times ten. */
export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  let amount = bytes / 1024;
  let unit = 0;
  while (amount >= 1023.95 && unit < units.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  const rounded = amount < 99.95 ? Math.round(amount * 10) / 10 : Math.round(amount);
  return `${rounded} ${units[unit]}`;
}

/** "1 message", "2 messages", "1,204 messages". */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? singular : plural}`;
}
