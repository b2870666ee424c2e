import type { OutputFile } from "./outputFile";

export type StreamName = "stdout" | "stderr";

/** Where a piece of output lies, in the order in which the server met it. */
export interface JournalEntry {
  /** Which stream it is, or what the server says about itself between runs. */
  readonly kind: StreamName | "restart";
  readonly file: OutputFile;
  readonly offset: number;
  length: number;
}

/** A notice to the readers connected at that moment, kept nowhere. */
interface LiveNotice {
  readonly kind: "live-notice";
  readonly text: string;
}

export type JournalItem = JournalEntry | LiveNotice;

/**
 * The order in which the pieces of a process's two streams appeared. It holds no output, only where
 * to find it, so any number of readers can follow at their own speed without a queue.
 */
export class Journal {
  readonly items: JournalItem[] = [];
  #waiting: (() => void)[] = [];

  /** Adds a piece. With `merge`, one that continues the last piece makes that one longer. */
  add(
    kind: JournalEntry["kind"],
    file: OutputFile,
    offset: number,
    length: number,
    merge: boolean,
  ): void {
    const last = this.items[this.items.length - 1];
    if (
      merge &&
      last?.kind === kind &&
      last.file === file &&
      last.offset + last.length === offset
    ) {
      last.length += length;
    } else {
      this.items.push({ kind, file, offset, length });
    }
  }

  addNotice(text: string): void {
    this.items.push({ kind: "live-notice", text });
  }

  /** Resolves at the next `notify`. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Makes all readers look again: there is more, or the end. */
  notify(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}
