import type { SessionEnvironment } from "./environment";

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
