import { guarded } from "../core";
import type { SandboxError } from "../errors";
import type { LogLine } from "./logs/types";
import type { ProcessOptions, ProcessState } from "./types";

/** How long an end is kept back for its last lines. */
const LAST_LINES_MS = 500;
/** How many of them an error is reported with. */
const LAST_LINES = 20;

interface ReportsHost {
  /** The options of the components that are notified. */
  subscribers(): readonly ProcessOptions[];
  /** The last lines that are there. */
  recentLines(count: number): readonly LogLine[];
  /** An end was reported. */
  onEndReported(): void;
}

/**
 * Reports ends and errors to the components' callbacks. Each report is a task of its own: a
 * callback that starts or stops the process comes neither into the middle of what the kit does,
 * nor, should it never stop doing so, in the way of the page.
 */
export class Reports {
  readonly #host: ReportsHost;
  #ended: Extract<ProcessState, { status: "exited" }> | undefined;
  #lastLines: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReportsHost) {
    this.#host = host;
  }

  /** Whether an end is kept back. */
  get keepsEnd(): boolean {
    return this.#ended !== undefined;
  }

  /** It has ended. Reported at once, or, if its last lines may still come, with `flush` or soon. */
  end(state: Extract<ProcessState, { status: "exited" }>, { linesMayCome = false }): void {
    this.#ended = state;
    this.#lastLines = setTimeout(() => this.flush(), linesMayCome ? LAST_LINES_MS : 0);
  }

  /** Waits for lines no longer. */
  flush(): void {
    const ended = this.#ended;
    if (!ended) return;
    this.forget();
    this.#notify(({ onExit }) => onExit?.(ended.exit));
    if (ended.error) this.error(ended.error);
    this.#host.onEndReported();
  }

  error(error: SandboxError): void {
    const lines = this.#host.recentLines(LAST_LINES);
    this.#notify(({ onError }) => onError?.(error, lines));
  }

  /** Drops an end that is kept back, unreported. */
  forget(): void {
    clearTimeout(this.#lastLines);
    this.#ended = undefined;
  }

  #notify(call: (options: ProcessOptions) => void): void {
    const subscribers = this.#host.subscribers();
    setTimeout(() => {
      for (const options of subscribers) guarded(() => call(options));
    });
  }
}
