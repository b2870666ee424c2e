import type { SessionRequestReason } from "./endpoint";
import type { SessionEnvironment } from "./environment";
import { momentNow, type Moment } from "./stopwatch";

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
