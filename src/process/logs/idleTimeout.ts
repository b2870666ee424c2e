/** The servers send a sign of life every 30 seconds. */
const IDLE_MS = 75_000;

/**
 * Notices a connection that died without a word, while a component reads the lines. Only waiting
 * for the end of a process is not worth a timer: the network's keepalive reports it then, later.
 */
export class IdleTimeout {
  #attended = false;
  #onTimeout: (() => void) | undefined;
  #heardAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** A connection begins, until what is returned is called; `onTimeout` is called at most once. */
  begin(onTimeout: () => void): () => void {
    this.#onTimeout = onTimeout;
    this.received();
    this.#look();
    return () => {
      // The next connection may have begun.
      if (this.#onTimeout === onTimeout) this.#end();
    };
  }

  received(): void {
    this.#heardAt = performance.now();
  }

  /** Whether lines are read from now on; a connection silent for too long is found at once. */
  attend(attended: boolean): void {
    if (attended === this.#attended) return;
    this.#attended = attended;
    this.#look();
  }

  /** Finds a connection silent for too long, whether or not lines are read. */
  check(): void {
    const onTimeout = this.#onTimeout;
    if (!onTimeout || performance.now() < this.#heardAt + IDLE_MS) return;
    this.#end();
    onTimeout();
  }

  #end(): void {
    this.#onTimeout = undefined;
    clearTimeout(this.#timer);
  }

  // Looks anew when the limit may have passed, rather than set a timer for each piece.
  readonly #look = (): void => {
    clearTimeout(this.#timer);
    if (!this.#attended) return;
    this.check();
    const left = this.#heardAt + IDLE_MS - performance.now();
    if (this.#onTimeout) this.#timer = setTimeout(this.#look, left);
  };
}
