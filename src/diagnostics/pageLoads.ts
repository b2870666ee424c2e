import type { AppErrorOptions } from "./types";

/** A page of the preview that was loaded to its end. */
export interface PageLoad {
  /** How far the log had been read when it began: what is printed behind that may come of it. */
  readonly order: number;
  /** When it began, at the latest; -Infinity if it had been loaded before anything was known of it. */
  readonly since: number;
  readonly at: number;
}

/** Notes when the preview loads a page, also while the code that reads the log is on its way. */
export class PageLoads {
  last: PageLoad | undefined;
  /** Whether a page is shown; `undefined` without a preview. */
  isUp: boolean | undefined;
  #begun: Pick<PageLoad, "order" | "since"> | undefined = { order: -1, since: -Infinity };
  #frame: string | undefined;

  /** What the preview is at, when the log has come to line `order`. */
  see(preview: AppErrorOptions["preview"], order: number, at: number): void {
    const frame = preview?.evidence?.frame;
    this.isUp = preview && preview.status === "ready" && preview.isReloading !== true;
    if (this.isUp && this.#begun) {
      this.last = { ...this.#begun, at };
      this.#begun = undefined;
    } else if (preview && !this.isUp) {
      const isSent = frame === "mounted" && this.#frame !== "mounted";
      if (!this.#begun || this.#begun.order < 0 || isSent) this.#begun = { order, since: at };
    }
    this.#frame = frame;
  }
}
