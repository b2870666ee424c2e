/** A renewal that nobody waits for starts no sooner than this after the one before. */
export const RENEWAL_FLOOR_MS = 5_000;

const SHORTEST_MARGIN_MS = 5_000;
const LONGEST_MARGIN_MS = 300_000;
const SMALLEST_SPREAD_MS = 15_000;

/**
 * When to renew a session, in milliseconds from the start of the request that brought it.
 *
 * The margin is a tenth of the life, between 5 s and 5 min. The moment is drawn from a window that
 * ends half a margin before the session does and begins a whole margin before it, or 15 s earlier
 * still: clients whose sessions began in the same second then spread over at least that window, and
 * the average client asks no more than a tenth more often than it has to.
 *
 * `refreshInMs` is the server's wish: never earlier than that, and spread as well.
 */
export function renewalDelay(
  lifeMs: number,
  refreshInMs: number | undefined,
  random: () => number,
): number {
  const margin = Math.min(Math.max(lifeMs / 10, SHORTEST_MARGIN_MS), LONGEST_MARGIN_MS);
  const latest = lifeMs - margin / 2;
  const spread = Math.min(SMALLEST_SPREAD_MS, lifeMs / 5);
  const earliest = latest - margin / 2 - spread;
  const from = refreshInMs ?? earliest;
  const until = Math.min(latest, refreshInMs === undefined ? latest : from * 1.05 + spread);
  return Math.max(Math.min(from, latest) + random() * Math.max(until - from, 0), RENEWAL_FLOOR_MS);
}

/** When to ask again after an answer that was not newer: in half of the time that is left. */
export const repeatDelay = (remainingMs: number): number =>
  Math.max(remainingMs / 2, RENEWAL_FLOOR_MS);
