import { type SessionEnvironment, momentNow, type Moment } from "./environment";
import type { SessionRequestReason } from "./types";

/** Longer timers overflow and fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** When the endpoint is asked next, and whether it wants to be left alone. */
export interface RefreshScheduler {
  /** Puts down the next request, in place of what was there. */
  plan: (inMs: number, reason: SessionRequestReason) => void;
  readonly reason: SessionRequestReason | undefined;
  /** `Infinity` when only the user or a wake asks. */
  dueInMs: () => number;
  dueAt: () => Date | undefined;
  clear: () => void;
  /** How long the next request was put off when it was planned. */
  plannedMs: () => number;
  /** Runs `tick` when the next request is due, less `earlyMs`, or in `orInMs`, whatever comes first. */
  arm: (orInMs: number, earlyMs: number) => void;
  disarm: () => void;
  /** The endpoint wants to be left alone; `undefined` when it no longer does. */
  pauseFor: (forMs: number | undefined) => void;
  isQuiet: () => boolean;
}

export function createRefreshScheduler(
  environment: SessionEnvironment,
  tick: () => void,
): RefreshScheduler {
  let due: { since: Moment; inMs: number; reason: SessionRequestReason } | undefined;
  let quiet: { since: Moment; forMs: number } | undefined;
  let disarm = () => {};
  const dueInMs = () => (due ? due.inMs - due.since.elapsed() : Infinity);
  return {
    plan(inMs, reason) {
      due = { since: momentNow(environment), inMs: Math.max(inMs, 0), reason };
    },
    get reason() {
      return due?.reason;
    },
    dueInMs,
    dueAt: () => due && new Date(due.since.wall + due.inMs),
    clear() {
      due = undefined;
    },
    plannedMs: () => due?.inMs ?? 0,
    arm(orInMs, earlyMs) {
      disarm();
      // Rounded up: a timer that is a fraction early would have to be set again and again.
      const next = Math.ceil(Math.max(Math.min(dueInMs() - earlyMs, orInMs), 0));
      if (next < Infinity) disarm = environment.after(Math.min(next, LONGEST_TIMER_MS), tick);
    },
    disarm: () => disarm(),
    pauseFor(forMs) {
      quiet = forMs === undefined ? undefined : { since: momentNow(environment), forMs };
    },
    isQuiet: () => quiet !== undefined && quiet.since.elapsed() < quiet.forMs,
  };
}

/** A renewal that no caller waits for starts no sooner than this after the one before. */
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
