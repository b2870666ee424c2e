/** How long to wait before the next try, in milliseconds. */
export interface Backoff {
  /** The longest wait after the first failure. */
  baseMs: number;
  /** The longest wait ever. */
  capMs: number;
  /** From 0 up to 1. Default `Math.random`. */
  random?: (() => number) | undefined;
}

/**
 * The wait after `failures` failures in a row: doubles from `baseMs` up to `capMs`, and of that a
 * random part between half and all, so that clients that failed together do not come back together.
 */
export function backoffDelay(
  failures: number,
  { baseMs, capMs, random = Math.random }: Backoff,
): number {
  const longest = Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 30));
  return longest * (0.5 + random() / 2);
}
