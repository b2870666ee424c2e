import type { Writable } from "node:stream";

/** Why nothing can be written to a process's standard input, and with which status to say so. */
export class StdinRefused extends Error {
  override readonly name = "StdinRefused";
  constructor(
    readonly status: 409 | 503,
    message: string,
  ) {
    super(message);
  }
}

const closed = () => new StdinRefused(409, "stdin is closed; restart the process to get a new one");

/** The writable end of a process's standard input, a new one for each run. */
export class ProcessStdin {
  #pipe: Writable | undefined;
  /** Bodies go out one after another, each in one piece. */
  #turn: Promise<unknown> = Promise.resolve();

  open(pipe: Writable): void {
    // The process may close its end, or exit, between any two writes.
    pipe.on("error", () => this.#drop(pipe));
    pipe.on("close", () => this.#drop(pipe));
    this.#pipe = pipe;
  }

  /** The run is over. */
  lost(): void {
    this.#pipe?.destroy();
    this.#pipe = undefined;
  }

  /** Resolves when the process's pipe has taken all bytes; rejects with `StdinRefused`. */
  write(bytes: Buffer, stalledAfterMs: number): Promise<void> {
    const written = this.#turn.then(() => this.#write(bytes, stalledAfterMs));
    this.#turn = written.catch(() => undefined);
    return written;
  }

  /** Sends the end of input. May be repeated. */
  end(): void {
    this.#pipe?.end();
    this.#pipe = undefined;
  }

  #drop(pipe: Writable): void {
    if (this.#pipe === pipe) this.#pipe = undefined;
  }

  #write(bytes: Buffer, stalledAfterMs: number): Promise<void> {
    const pipe = this.#pipe;
    if (!pipe?.writable) return Promise.reject(closed());
    return new Promise((resolve, reject) => {
      const stalled = setTimeout(
        () => reject(new StdinRefused(503, "process is not reading its stdin")),
        stalledAfterMs,
      );
      pipe.write(bytes, (error) => {
        clearTimeout(stalled);
        if (error) reject(closed());
        else resolve();
      });
    });
  }
}
