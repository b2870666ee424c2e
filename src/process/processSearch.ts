import { type ProcessAnswer, toSandboxError } from "../platform";
import { createEmitter, nextCall, pauseOrHint, restingDelay } from "../core";
import type { SandboxError } from "../errors";

/** Pauses between looks for a process that is not there yet: a minute in all. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

export interface SearchHost {
  /** Whether a search makes sense now: one reads, and nothing is known or under way. */
  isWanted(): boolean;
  /** Does it as the one thing that goes on with the process. */
  attempt(work: (signal: AbortSignal) => Promise<void>): Promise<void>;
  look(signal: AbortSignal): Promise<ProcessAnswer | undefined>;
  onFound(answer: ProcessAnswer): void;
  /** It is not there, or the server did not say, as the question failed. */
  onMiss(error?: SandboxError): void;
}

/**
 * Looks for a process that another client is to start, for components that only read its log. Less
 * and less often and not for ever: asking as long as a page is open keeps the sandbox awake.
 */
export class ProcessSearch {
  readonly #host: SearchHost;
  /** Of something that makes it worth looking at once. */
  readonly #news = createEmitter();
  /** It was looked for long enough; only news makes that worth another try. */
  #isOver = false;

  constructor(host: SearchHost) {
    this.#host = host;
  }

  /** Begins, if that makes sense. */
  begin(): void {
    if (this.#isOver || !this.#host.isWanted()) return;
    void this.#host.attempt((signal) => this.#run(signal));
  }

  /** There is news: begins anew, or looks at once. */
  renew(): void {
    this.#isOver = false;
    this.#news.emit();
    this.begin();
  }

  async #run(signal: AbortSignal): Promise<void> {
    for (const ms of PAUSES_MS) {
      if (await this.#look(signal)) return;
      const rest = (signal: AbortSignal) => restingDelay(ms, signal);
      await pauseOrHint(rest, (signal) => nextCall(this.#news.subscribe, signal), signal);
    }
    this.#isOver = !(await this.#look(signal));
  }

  async #look(signal: AbortSignal): Promise<boolean> {
    try {
      const found = await this.#host.look(signal);
      if (found) this.#host.onFound(found);
      else this.#host.onMiss();
      return found !== undefined;
    } catch (error) {
      const failure = toSandboxError(error, "looking for the process");
      if (signal.aborted) throw error;
      this.#host.onMiss(failure);
      if (!failure.retryable) throw error;
      return false;
    }
  }
}
