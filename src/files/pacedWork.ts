/** What the work has to say when it is done: in how many milliseconds it is due again, unless it is asked for. */
export type DueAgain = number | undefined;

/** No two runs follow each other faster, in milliseconds. */
const SHORTEST_GAP_MS = 100;

/**
 * Work that is done when it is asked for: once for all that ask before it begins, once more for all that ask
 * while it runs, and with pauses twice as long as it takes.
 */
export class PacedWork {
  readonly #work: (signal: AbortSignal) => Promise<DueAgain>;
  #run: AbortController | undefined;
  #isRunning = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dueAt = Infinity;
  #notBefore = 0;

  constructor(work: (signal: AbortSignal) => Promise<DueAgain>) {
    this.#work = work;
  }

  /** From now on it is done, until `stop`. */
  start(): void {
    this.#run ??= new AbortController();
    this.ask();
  }

  /** What runs is called off. */
  stop(): void {
    this.#run?.abort();
    this.#run = undefined;
    clearTimeout(this.#timer);
    this.#dueAt = Infinity;
    this.#notBefore = 0;
  }

  /** It is to be done, and to begin within so many milliseconds. */
  ask(withinMs = 0): void {
    if (!this.#run) return;
    const due = performance.now() + withinMs;
    if (due >= this.#dueAt) return;
    this.#dueAt = due;
    if (!this.#isRunning) this.#plan();
  }

  #plan(): void {
    clearTimeout(this.#timer);
    if (this.#dueAt === Infinity) return;
    const pause = Math.max(this.#dueAt, this.#notBefore) - performance.now();
    this.#timer = setTimeout(() => void this.#begin(), Math.max(0, pause));
  }

  async #begin(): Promise<void> {
    const run = this.#run;
    if (!run) return;
    this.#isRunning = true;
    this.#dueAt = Infinity;
    const startedAt = performance.now();
    const again = await this.#work(run.signal);
    this.#isRunning = false;
    // It may have been stopped and started meanwhile, by which it is asked for.
    if (run === this.#run) {
      const now = performance.now();
      this.#notBefore = now + Math.max(SHORTEST_GAP_MS, 2 * (now - startedAt));
      if (again !== undefined) this.#dueAt = Math.min(this.#dueAt, now + again);
    }
    if (this.#run) this.#plan();
  }
}
