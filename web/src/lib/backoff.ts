// How long to wait before the next try to connect.

const firstMs = 400;
const mostMs = 15_000;

/** Doubles with each failed try; `dice` in [0, 1) spreads many pages that lost the same server. Milliseconds. */
export function retryDelayMs(failures: number, dice: number): number {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(failures, 10));
  return Math.round(full * (0.75 + dice * 0.25));
}
