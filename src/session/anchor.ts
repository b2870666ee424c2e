/** A moment from which time is measured so that neither sleep nor a turned clock can hide any. */
export interface Anchor {
  readonly wall: number;
  readonly monotonic: number;
}

/** The present moment. */
export const anchorNow = (): Anchor => ({ wall: Date.now(), monotonic: performance.now() });

/**
 * Milliseconds since `anchor`. The wall clock counts while a device sleeps but can be turned back;
 * the monotonic one cannot, but may stand still during sleep: whichever saw more is right.
 */
export const elapsedSince = ({ wall, monotonic }: Anchor): number =>
  Math.max(Date.now() - wall, performance.now() - monotonic);
