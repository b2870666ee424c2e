/** A renewal that nobody waits for starts no sooner than this after the one before. */
export const RENEWAL_FLOOR_MS = 5_000;

const SHORTEST_MARGIN_MS = 5_000;
const LONGEST_MARGIN_MS = 300_000;
const SHORTEST_WINDOW_MS = 15_000;

/**
 * When to renew a session, in milliseconds from the start of the request that brought it.
 *
 * The margin is a tenth of the life, between 5 s and 5 min. The moment is drawn at random from a
 * window of a third of the margin, or 15 s if that is more, that ends with a third of the margin left: so
 * clients whose sessions began in the same second spread over at least 12 s even if these last but a
 * minute, and the average client asks hardly more often than it has to.
 *
 * `refreshInMs` is what the server asks for: never earlier than that, and spread as well.
 */
export function renewalDelay(
  lifetimeMs: number,
  refreshInMs: number | undefined,
  random: () => number,
): number {
  const margin = Math.min(Math.max(lifetimeMs / 10, SHORTEST_MARGIN_MS), LONGEST_MARGIN_MS);
  const latest = lifetimeMs - Math.max(margin / 3, SHORTEST_MARGIN_MS);
  const window = Math.max(margin / 3, Math.min(SHORTEST_WINDOW_MS, lifetimeMs / 5));
  const from = Math.min(refreshInMs ?? latest - window, latest);
  const until = Math.min(from + window, latest);
  return Math.max(from + random() * (until - from), RENEWAL_FLOOR_MS);
}

/** When to ask again after an answer that was not newer: in half of the time that is left. */
export const repeatDelay = (remainingMs: number): number =>
  Math.max(remainingMs / 2, RENEWAL_FLOOR_MS);
