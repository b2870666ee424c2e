/** The servers send a sign of life every 30 seconds. */
const SILENCE_MS = 75_000;

/**
 * Notices a connection that died without a word, while somebody looks at the lines. Who only waits
 * for the end of a process is not worth a timer: the keepalive of the network tells then, later.
 */
export class SilenceWatch {
  #attended = false;
  #onSilence: (() => void) | undefined;
  #heardAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** A connection begins, until what is returned is called; `onSilence` is called at most once. */
  begin(onSilence: () => void): () => void {
    this.#onSilence = onSilence;
    this.heard();
    this.#look();
    return () => {
      // The next connection may have begun.
      if (this.#onSilence === onSilence) this.#end();
    };
  }

  heard(): void {
    this.#heardAt = performance.now();
  }

  /** Whether somebody looks from now on; what has been silent for too long is found at once. */
  attend(attended: boolean): void {
    if (attended === this.#attended) return;
    this.#attended = attended;
    this.#look();
  }

  /** Finds what has been silent for too long, whether or not anybody looks. */
  check(): void {
    const onSilence = this.#onSilence;
    if (!onSilence || performance.now() < this.#heardAt + SILENCE_MS) return;
    this.#end();
    onSilence();
  }

  #end(): void {
    this.#onSilence = undefined;
    clearTimeout(this.#timer);
  }

  // Looks anew when the longest silence may have passed, rather than set a timer for each piece.
  readonly #look = (): void => {
    clearTimeout(this.#timer);
    if (!this.#attended) return;
    this.check();
    const left = this.#heardAt + SILENCE_MS - performance.now();
    if (this.#onSilence) this.#timer = setTimeout(this.#look, left);
  };
}
