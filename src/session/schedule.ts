/** No two requests of a schedule start closer together than this, whatever clock or backend say. */
export const REFRESH_FLOOR_MS = 5_000;

const MARGIN = 0.075;
const SHORTEST_MARGIN_MS = 5_000;
const LONGEST_MARGIN_MS = 300_000;
const JITTER = 0.05;

/**
 * When to refresh a session, in milliseconds from the start of the request that brought it. The
 * margin before its end has to cover a hidden tab's timers, which run once a minute; the jitter
 * spreads clients whose sessions began together.
 */
export function refreshDelay(lifetimeMs: number, refreshInMs: number | undefined): number {
  if (refreshInMs !== undefined && refreshInMs < lifetimeMs) {
    return Math.max(refreshInMs, REFRESH_FLOOR_MS);
  }
  const margin = Math.min(
    Math.max(lifetimeMs * MARGIN, SHORTEST_MARGIN_MS),
    LONGEST_MARGIN_MS,
    lifetimeMs / 2,
  );
  const jitter = Math.random() * lifetimeMs * JITTER;
  return Math.max(lifetimeMs - margin - jitter, REFRESH_FLOOR_MS);
}

/** When to ask again after an answer that was not newer, in milliseconds from now. */
export const renewalDelay = (remainingMs: number): number =>
  Math.max(remainingMs / 3, REFRESH_FLOOR_MS);
