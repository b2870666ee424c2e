/** How long to wait before the next try, in milliseconds. */
export interface Backoff {
  /** The longest wait after the first failure. */
  baseMs: number;
  /** The longest wait ever. */
  capMs: number;
}

/**
 * The wait after `failures` failures in a row: doubles from `baseMs` up to `capMs`, and of that a
 * random part between half and all, so that clients that failed together do not come back together.
 */
export function backoffDelay(failures: number, { baseMs, capMs }: Backoff): number {
  const longest = Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 30));
  return longest * (0.5 + Math.random() / 2);
}
