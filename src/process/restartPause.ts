import { mayRestart, type ProcessAnswer } from "../platform";

/** The servers wait a second before they start a failed process again. */
export const RESTART_PAUSE_MS = 1_200;

/**
 * Distinguishes the pause before a last restart from an end, which an older server describes in the
 * same words: a pause that does not end is none.
 */
export class RestartPause {
  /** Since when it may be on. */
  #since: number | undefined;
  #restartCount: number | undefined;

  get isOn(): boolean {
    return this.#since !== undefined;
  }

  /** Whether it is on, by the latest answer. */
  look(answer: ProcessAnswer): boolean {
    const now = performance.now();
    if (answer.restartCount !== this.#restartCount) this.#since = undefined;
    this.#restartCount = answer.restartCount;
    this.#since = mayRestart(answer) ? (this.#since ?? now) : undefined;
    if (this.#since !== undefined && now - this.#since >= 2 * RESTART_PAUSE_MS) {
      this.#since = undefined;
    }
    return this.isOn;
  }
}
