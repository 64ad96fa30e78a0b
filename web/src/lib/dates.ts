// Times as people read them. `locale` is a parameter for tests; the browser's own is the default.

const dayMs = 24 * 60 * 60 * 1000;

function startOfDay(time: Date): number {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
}

/** For a list: "now", "4 min" within the hour, the clock today, then the weekday, then the date. */
export function shortTime(iso: string, now: Date, locale?: string): string {
  const time = new Date(iso);
  const ageMs = now.getTime() - time.getTime();
  if (ageMs < 60_000) return 'now';
  if (ageMs < 60 * 60_000) return `${Math.floor(ageMs / 60_000)} min`;
  const days = Math.round((startOfDay(now) - startOfDay(time)) / dayMs);
  if (days === 0) return time.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
  if (days === 1) return 'Yesterday';
  if (days < 7) return time.toLocaleDateString(locale, { weekday: 'short' });
  if (time.getFullYear() === now.getFullYear())
    return time.toLocaleDateString(locale, { day: 'numeric', month: 'short' });
  return time.toLocaleDateString(locale, { day: 'numeric', month: 'short', year: 'numeric' });
}

/** To the second and with the zone, since a tester compares it with a log. */
export function fullTime(iso: string, locale?: string, timeZone?: string): string {
  return new Date(iso).toLocaleString(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    ...(timeZone ? { timeZone } : {}),
  });
}
