import { pageTimer } from "../core";

/** Everything outside that a session depends on: clocks, timers, chance, the network, the page. */
export interface SessionEnvironment {
  /** The device's clock, in milliseconds since 1970. May be wrong, and may be turned. */
  wallMs: () => number;
  /** A clock that is never turned, in milliseconds. May stand still while the device sleeps. */
  monotonicMs: () => number;
  /** Runs something later; returns what cancels it. */
  after: (ms: number, run: () => void) => () => void;
  /** From 0 up to 1. Default: `Math.random`. */
  random?: () => number;
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** What the browser believes about the network. It is sure only when it says no. Default: its word. */
  isOnline?: () => boolean;
  /** Calls back when the page comes back to life, or is hidden; returns what stops that. Default: `onWake`. */
  onWake?: (wake: () => void, hide: () => void) => () => void;
  /** Whether timers may be a minute late, as the page is hidden. Default: what the page says. */
  isHidden?: () => boolean;
}

/** The browser itself. Reads each global when it is used, so that a test may replace it. */
export const pageEnvironment: SessionEnvironment = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: pageTimer,
  fetch: (url, init) => fetch(url, init),
};

/** A moment from which time is measured so that neither sleep nor a turned clock can hide any. */
export interface Moment {
  /** The wall clock at that moment, in milliseconds since 1970. */
  readonly wall: number;
  /** Milliseconds since then. */
  readonly elapsed: () => number;
}

/**
 * Starts measuring. The wall clock counts while a device sleeps but can be turned back; the
 * monotonic one cannot, but may stand still during sleep: whichever saw more is right.
 */
export function momentNow({ wallMs, monotonicMs }: SessionEnvironment): Moment {
  const wall = wallMs();
  const monotonic = monotonicMs();
  return { wall, elapsed: () => Math.max(wallMs() - wall, monotonicMs() - monotonic) };
}
