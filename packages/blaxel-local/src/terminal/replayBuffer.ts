const KEPT_BYTES = 100 * 1024;
const LOOKS_FOR_NEWLINE = 256;
const NEWLINE = 10;

/** The last output of a shell, as bytes: what a client that attaches is shown first. */
export class ReplayBuffer {
  #pieces: Buffer[] = [];
  #size = 0;
  #isCut = false;

  add(bytes: Buffer): void {
    this.#pieces.push(bytes);
    this.#size += bytes.length;
    // Putting the pieces together for every one that comes would be quadratic.
    if (this.#size > 2 * KEPT_BYTES) this.#trim();
  }

  /** What is kept, from the start of a line if there is one near enough. */
  bytes(): Buffer {
    this.#trim();
    const [all = Buffer.alloc(0)] = this.#pieces;
    if (!this.#isCut) return all;
    const newline = all.subarray(0, LOOKS_FOR_NEWLINE).indexOf(NEWLINE);
    return all.subarray(newline + 1);
  }

  #trim(): void {
    const all = Buffer.concat(this.#pieces);
    this.#isCut ||= all.length > KEPT_BYTES;
    // A copy, so that the larger one is let go.
    this.#pieces = [Buffer.from(all.subarray(-KEPT_BYTES))];
    this.#size = Math.min(all.length, KEPT_BYTES);
  }
}
