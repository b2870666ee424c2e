/** How much of the end is remembered, to find the place again when counting cannot. */
const TAIL = 2048;
/** How much of the beginning is remembered, to tell another log from this one. */
const HEAD = 512;

/**
 * Where reading stopped. The server has no cursor: each connection replays all it has, so what was
 * read before has to be passed over. Counted is everything but line ends, because the older servers
 * change those between live and replayed output (and end an unfinished line that they replay).
 */
export class ResumePoint {
  #count = 0;
  #newlines = 0;
  #head = "";
  #tail = "";
  #skip = 0;
  #skipNewlines = 0;
  #compared = 0;
  #search: string | undefined;
  #held = "";
  #counts = true;

  /** A connection begins, and with it a replay. */
  begin(): void {
    this.#skip = this.#count;
    this.#skipNewlines = this.#newlines;
    this.#compared = 0;
    this.#held = "";
    this.#search = undefined;
    if (!this.#counts) this.#startSearch();
  }

  /** Forgets everything: what comes next is another log. */
  reset(): void {
    this.#count = this.#newlines = this.#skip = this.#skipNewlines = 0;
    this.#head = this.#tail = this.#held = "";
    this.#search = undefined;
    this.#counts = true;
  }

  /** Output is missing here, so that from now on the place is found by what stood before it. */
  gap(): void {
    this.#counts = false;
    if (this.#skip > 0 && this.#search === undefined) this.#startSearch();
  }

  /** Whether the replay has not come to where reading stopped. */
  get passing(): boolean {
    return this.#skip > 0 || this.#skipNewlines > 0 || this.#search !== undefined;
  }

  /** Whether the place is looked for, and how many characters have been looked through in vain. */
  get searched(): number | undefined {
    return this.#search === undefined ? undefined : this.#held.length;
  }

  /** How many characters were read, line ends apart. */
  get count(): number {
    return this.#count;
  }

  /** The end of what was read, without line ends. */
  get tail(): string {
    return this.#tail;
  }

  /**
   * The part of `text` that is new. `onReopen` is told when a line end was counted that the replay
   * does not have.
   */
  take(text: string, onReopen?: () => void): string {
    if (this.#search !== undefined) return this.#accept(this.#find(text));
    const rest = this.#skip > 0 ? this.#passOver(text) : text;
    return this.#accept(this.#skip > 0 ? "" : this.#passLineEnds(rest, onReopen));
  }

  /** The replay is over and the place was not in it: returns all of it, as all of it is new. */
  giveUp(): string {
    const held = this.#held;
    this.#search = undefined;
    this.#held = "";
    this.#skip = this.#skipNewlines = 0;
    return this.#accept(held);
  }

  /** Counts output that another count has let pass. */
  advance(text: string): void {
    this.#accept(text);
  }

  #startSearch(): void {
    this.#skip = this.#skipNewlines = 0;
    this.#search = this.#tail === "" ? undefined : this.#tail;
  }

  /** Whether the log that comes begins otherwise than the one that was read. */
  #isAnotherLog(text: string): boolean {
    const known = this.#head.slice(this.#compared);
    if (known === "") return false;
    const begins = withoutLineEnds(text).slice(0, known.length);
    this.#compared += begins.length;
    return !known.startsWith(begins);
  }

  #passOver(text: string): string {
    if (this.#isAnotherLog(text)) {
      this.reset();
      return text;
    }
    const count = countOf(text);
    if (count < this.#skip) {
      this.#skip -= count;
      return "";
    }
    const at = indexAfter(text, this.#skip);
    this.#skip = 0;
    return text.slice(at);
  }

  #passLineEnds(text: string, onReopen: (() => void) | undefined): string {
    let at = 0;
    while (this.#skipNewlines > 0 && at < text.length) {
      const code = text.charCodeAt(at);
      if (code === 10) this.#skipNewlines--;
      else if (code !== 13) {
        if (this.#skipNewlines === this.#newlines) onReopen?.();
        this.#skipNewlines = 0;
        break;
      }
      at++;
    }
    return at === 0 ? text : text.slice(at);
  }

  #find(text: string): string {
    const place = this.#search ?? "";
    const searchedTo = Math.max(0, this.#held.length - 2 * place.length);
    this.#held += text;
    const window = this.#held.slice(searchedTo);
    const found = withoutLineEnds(window).indexOf(place);
    if (found < 0) return "";
    const rest = window.slice(indexAfter(window, found + place.length));
    this.#search = undefined;
    this.#held = "";
    this.#skipNewlines = this.#newlines;
    return this.#passLineEnds(rest, undefined);
  }

  #accept(text: string): string {
    if (text === "") return text;
    const count = countOf(text);
    this.#count += count;
    const trailing = trailingNewlines(text);
    this.#newlines = count === 0 ? this.#newlines + trailing : trailing;
    if (this.#head.length < HEAD) {
      this.#head = (this.#head + withoutLineEnds(text.slice(0, 2 * HEAD))).slice(0, HEAD);
    }
    this.#tail = (this.#tail + withoutLineEnds(text.slice(-2 * TAIL))).slice(-TAIL);
    return text;
  }
}

const withoutLineEnds = (text: string) => text.replace(/[\r\n]+/g, "");

function countOf(text: string): number {
  let count = text.length;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count--;
  for (let at = text.indexOf("\r"); at >= 0; at = text.indexOf("\r", at + 1)) count--;
  return count;
}

/** Where the first `count` characters, line ends apart, are over. */
function indexAfter(text: string, count: number): number {
  let at = 0;
  for (let left = count; left > 0 && at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== 10 && code !== 13) left--;
  }
  return at;
}

function trailingNewlines(text: string): number {
  let newlines = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    const code = text.charCodeAt(at);
    if (code === 10) newlines++;
    else if (code !== 13) break;
  }
  return newlines;
}
