import type { OutputStream } from "../../platform";
import {
  countOf,
  indexAfter,
  leadingNewlines,
  trailingNewlines,
  withoutLineEnds,
} from "./lineEnds";

/** How much of the end is remembered, to find the place again when counting cannot. */
const TAIL = 2048;
/** How much of the beginning is remembered, to distinguish another log from this one. */
const HEAD = 512;

/** How many line ends before the first line that is certainly live stay unconfirmed. */
const MOST_UNCONFIRMED = 16;

/** A line end that a later replay has to confirm. */
interface UnconfirmedNewline {
  readonly position: number;
  readonly stream: OutputStream;
  /** How many line ends of that stream were counted at the place, and how many a replay has there. */
  ours: number;
  theirs: number;
  readonly refute: () => void;
}

/**
 * Where reading stopped. The server has no cursor: each connection replays all it has, so what was
 * read before has to be passed over. Counted is everything but line ends, because the older servers
 * change those between live and replayed output (and end an unfinished line that they replay).
 */
export class ResumePoint {
  #count = 0;
  /** The line ends since, by the stream that each was in. */
  #newlines: OutputStream[] = [];
  #head = "";
  #tail = "";
  #skip = 0;
  #skipNewlines: OutputStream[] = [];
  #compared = 0;
  #search: string | undefined;
  #held = "";
  #counts = true;
  /** How much of this connection's replay has come by. */
  #position = 0;
  #unconfirmed: UnconfirmedNewline[] = [];
  #newUnconfirmed: UnconfirmedNewline[] = [];

  /** A connection begins, and with it a replay. */
  begin(): void {
    this.#skip = this.#count;
    this.#skipNewlines = [...this.#newlines];
    this.#compared = this.#position = 0;
    this.#held = "";
    this.#search = undefined;
    this.#unconfirmed.push(...this.#newUnconfirmed.splice(0));
    for (const newline of this.#unconfirmed) newline.theirs = 0;
    if (!this.#counts) this.#startSearch();
  }

  /** Forgets everything: what comes next is another log. */
  reset(): void {
    this.#count = this.#skip = 0;
    this.#newlines = [];
    this.#skipNewlines = [];
    this.#head = this.#tail = this.#held = "";
    this.#search = undefined;
    this.#counts = true;
    this.#forgetUnconfirmed();
  }

  /** Lets the next replay decide whether the line end that came last is one. */
  addUnconfirmed(stream: OutputStream, refute: () => void): void {
    const position = this.#count;
    const ours = this.#newlines.filter((each) => each === stream).length;
    const isSame = (newline: UnconfirmedNewline) =>
      newline.position === position && newline.stream === stream && newline.ours === ours;
    if (ours === 0 || this.#newUnconfirmed.some(isSame)) return;
    // A replay that may end at the very place too confirms nothing: the next one has to.
    const [known] = this.#unconfirmed.filter(isSame);
    this.#unconfirmed = this.#unconfirmed.filter((newline) => newline !== known);
    this.#newUnconfirmed.push(known ?? { position, stream, ours, theirs: 0, refute });
    if (this.#newUnconfirmed.length > MOST_UNCONFIRMED) this.#newUnconfirmed.shift();
  }

  get hasUnconfirmed(): boolean {
    return this.#unconfirmed.length + this.#newUnconfirmed.length > 0;
  }

  /** Nothing more will come: what the last replay did not confirm is refuted. */
  finish(): void {
    for (const newline of this.#unconfirmed.splice(0)) this.#decide(newline);
  }

  /** Output is missing here, so that from now on the place is found by what stood before it. */
  gap(): void {
    this.#counts = false;
    this.#forgetUnconfirmed();
    if (this.#skip > 0 && this.#search === undefined) this.#startSearch();
  }

  /** Whether the replay has not come to where reading stopped. */
  get passing(): boolean {
    return this.#skip > 0 || this.#skipNewlines.length > 0 || this.#search !== undefined;
  }

  /** Whether the place is looked for, and how many characters have been looked through in vain. */
  get searched(): number | undefined {
    return this.#search === undefined ? undefined : this.#held.length;
  }

  /** Whether `text` may be the beginning of all that was read. */
  mayBegin(text: string): boolean {
    const begins = withoutLineEnds(text).slice(0, HEAD);
    return this.#head.startsWith(begins) || begins.startsWith(this.#head);
  }

  /** How many characters of the replay are still to be passed over. */
  get behind(): number {
    return this.#skip;
  }

  /** How many characters were read, line ends apart. */
  get count(): number {
    return this.#count;
  }

  /** The end of what was read, without line ends. */
  get tail(): string {
    return this.#tail;
  }

  /** The part of `text` that is new. */
  take(stream: OutputStream, text: string): string {
    if (this.#unconfirmed.length > 0) this.#compareLineEnds(stream, text);
    if (this.#search !== undefined) return this.#accept(stream, this.#find(stream, text));
    const rest = this.#skip > 0 ? this.#passOver(text) : text;
    return this.#accept(
      stream,
      this.#skip > 0 ? "" : passLineEnds(this.#skipNewlines, stream, rest),
    );
  }

  /** The part of `text` that would be new if it came next. It is not counted. */
  newIn(stream: OutputStream, text: string): string {
    if (this.#search !== undefined) return "";
    return passLineEnds([...this.#skipNewlines], stream, text.slice(indexAfter(text, this.#skip)));
  }

  /** The replay is over and the place was not in it: returns all of it, as all of it is new. */
  giveUp(stream: OutputStream): string {
    const held = this.#held;
    this.#search = undefined;
    this.#held = "";
    this.#skip = 0;
    this.#skipNewlines = [];
    return this.#accept(stream, held);
  }

  /** Counts output that another count has let pass. */
  advance(stream: OutputStream, text: string): void {
    this.#accept(stream, text);
  }

  #startSearch(): void {
    this.#skip = 0;
    this.#skipNewlines = [];
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
    const at = indexAfter(text, this.#skip);
    this.#skip = Math.max(0, this.#skip - countOf(text));
    return text.slice(at);
  }

  /** Compares the line ends where one is unconfirmed. */
  #compareLineEnds(stream: OutputStream, text: string): void {
    const from = this.#position;
    this.#position += countOf(text);
    this.#unconfirmed = this.#unconfirmed.filter((newline) => {
      if (newline.position > this.#position) return true;
      let at = indexAfter(text, newline.position - from);
      for (; at < text.length; at++) {
        const code = text.charCodeAt(at);
        if (code === 10 && stream === newline.stream) newline.theirs++;
        else if (code !== 10 && code !== 13) break;
      }
      if (at === text.length) return true;
      this.#decide(newline);
      return false;
    });
  }

  #decide({ position, stream, ours, theirs, refute }: UnconfirmedNewline): void {
    if (theirs >= ours) return;
    const last = this.#newlines.lastIndexOf(stream);
    if (position === this.#count && last >= 0) this.#newlines.splice(last, 1);
    refute();
  }

  #forgetUnconfirmed(): void {
    this.#unconfirmed = [];
    this.#newUnconfirmed = [];
  }

  #find(stream: OutputStream, text: string): string {
    const place = this.#search ?? "";
    const searchedTo = Math.max(0, this.#held.length - 2 * place.length);
    this.#held += text;
    const window = this.#held.slice(searchedTo);
    const found = withoutLineEnds(window).indexOf(place);
    if (found < 0) return "";
    const rest = window.slice(indexAfter(window, found + place.length));
    this.#search = undefined;
    this.#held = "";
    this.#skipNewlines = [...this.#newlines];
    return passLineEnds(this.#skipNewlines, stream, rest);
  }

  #accept(stream: OutputStream, text: string): string {
    if (text === "") return text;
    const count = countOf(text);
    for (const newline of this.#newUnconfirmed) {
      if (newline.position === this.#count && newline.stream === stream) {
        newline.ours += leadingNewlines(text);
      }
    }
    this.#count += count;
    if (count > 0) this.#newlines = [];
    for (let left = trailingNewlines(text); left > 0; left--) this.#newlines.push(stream);
    if (this.#head.length < HEAD) {
      this.#head = (this.#head + withoutLineEnds(text.slice(0, 2 * HEAD))).slice(0, HEAD);
    }
    this.#tail = (this.#tail + withoutLineEnds(text.slice(-2 * TAIL))).slice(-TAIL);
    return text;
  }
}

/** Leaves out the line ends at the beginning that were read before, and takes them off `known`. */
function passLineEnds(known: OutputStream[], stream: OutputStream, text: string): string {
  let at = 0;
  while (known.length > 0 && at < text.length) {
    const code = text.charCodeAt(at);
    const last = known.indexOf(stream);
    if (code === 10 && last >= 0) known.splice(last, 1);
    else if (code !== 13) {
      known.length = 0;
      break;
    }
    at++;
  }
  return at === 0 ? text : text.slice(at);
}
