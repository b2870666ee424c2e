/** More than a server keeps, so that what it replays is found in it. */
const KEPT = 262_144;

/** The end of what a shell has printed, as this page was sent it. */
export class Transcript {
  #pieces: string[] = [];
  #size = 0;
  /** Whether it is all that the shell has printed. */
  isWhole = true;

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  get text(): string {
    this.#pieces = [this.#pieces.join("").slice(-KEPT)];
    return this.#pieces[0] ?? "";
  }

  add(text: string): void {
    this.#pieces.push(text);
    this.#size += text.length;
    if (this.#size <= 2 * KEPT) return;
    this.isWhole = false;
    this.#size = this.text.length;
  }

  /** Starts over with what a server keeps of a shell. */
  reset(text = "", isWhole = true): void {
    this.#pieces = [text];
    this.#size = text.length;
    this.isWhole = isWhole;
  }
}
