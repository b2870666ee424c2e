const STAMP = /^\[?(\d{1,2}):(\d{2}):(\d{2})(?: ([AP])M)?[\] ]/;
const DAY = 86_400;

/** The time of day that a line begins with, in seconds: Vite and `tsc --watch` print one. */
export function stampOf(line: string): number | undefined {
  const match = STAMP.exec(line);
  if (!match) return undefined;
  const [, hours, minutes, seconds, half] = match;
  const hour = half ? (Number(hours) % 12) + (half === "P" ? 12 : 0) : Number(hours);
  return hour * 3_600 + Number(minutes) * 60 + Number(seconds);
}

/**
 * The clock that lines were printed by, in seconds from the first one. It runs in the sandbox, so only
 * what lies between two of its times means something here.
 */
export class LogClock {
  #stamp: number | undefined;
  now: number | undefined;
  /** When the line arrived that `now` is of. */
  at = 0;

  /** A line of that time has come. One that is a little earlier comes of another stream. */
  tick(stamp: number, at: number): void {
    const passed = this.#stamp === undefined ? 0 : (stamp - this.#stamp + DAY) % DAY;
    if (passed > DAY / 2) return;
    this.#stamp = stamp;
    this.now = (this.now ?? 0) + passed;
    this.at = at;
  }

  reset(): void {
    this.#stamp = this.now = undefined;
  }
}
