import type { OutputStream } from "../types";
import type { Framing, LogSink } from "./framing";
import { ChunkBoundary } from "./chunkBoundary";
import { decodeExactly, decodeLeniently, fromBinary, incompleteTail, toBinary } from "./utf8";

const MARKS =
  /stdout:|stderr:|\[keepalive\]\n|\[Process (?:is being (?:gracefully terminated|forcefully killed)|failed with exit code -?\d+\. Attempting restart \d+\/(?:\d+|unlimited)\.\.\.)\]\n|\[\.\.\. truncated, see the process log file for the full output \.\.\.\]\n|\[output truncated: the stream fell behind\]\n/g;
const PREFIX_LENGTH = 7;
const NOTICE_HEADS = [
  "[keepalive]",
  "[Process is being ",
  "[Process failed with exit code ",
  "[... truncated, see the process log file",
  "[output truncated: ",
];
const KEEPALIVE = "[keepalive]\n";
const RESTART = /Attempting restart (\d+)/;
const LONGEST_NOTICE = 120;
const NEWLINE = 10;

/**
 * Reads the text form of a log stream. `spliced` servers (profile A) put a prefix before each piece
 * that they read from the output, wherever in a line or a character that piece begins; the others
 * only before real lines.
 */
export class TextFraming implements Framing {
  readonly #sink: LogSink;
  readonly #spliced: boolean;
  #stream: OutputStream = "stdout";
  /** The character before the text at hand, `\n` at the beginning. */
  #before = "\n";
  #held = "";
  #heldIsBinary = false;
  #mayBeReplay: boolean;
  #incomplete: Uint8Array = new Uint8Array();
  /**
   * The bytes of a character within which a stream stopped; it is healed when the others come. With
   * a line end behind them as long as that may be the server's, which ends what it replays.
   */
  readonly #torn: Record<OutputStream, string> = { stdout: "", stderr: "" };
  readonly #boundary = new ChunkBoundary();

  constructor(sink: LogSink, { spliced }: { spliced: boolean }) {
    this.#sink = sink;
    this.#spliced = spliced;
    this.#mayBeReplay = spliced;
  }

  get mayBeReplay(): boolean {
    return this.#mayBeReplay;
  }

  get held(): { stream: OutputStream; text: string } {
    const torn = decodeLeniently(fromBinary(this.#torn[this.#stream]));
    return { stream: this.#stream, text: torn + this.#held };
  }

  push(chunk: Uint8Array): void {
    const bytes = joined(this.#incomplete, chunk);
    const whole = bytes.length - incompleteTail(bytes);
    this.#incomplete = bytes.slice(whole);
    const torn = this.#torn.stdout !== "" || this.#torn.stderr !== "" || this.#heldIsBinary;
    const text = torn ? undefined : decodeExactly(bytes.subarray(0, whole));
    if (text !== undefined) {
      this.#read(text, false);
    } else {
      this.#incomplete = new Uint8Array();
      this.#read(toBinary(bytes), true);
    }
  }

  #heal(stream: OutputStream, binary: string): void {
    const torn = this.#torn[stream];
    // A character that goes on behind a line end: the server put it there, where its replay ended.
    const before = /^[\x80-\xbf]/.test(binary) ? torn.replace("\n", "") : torn;
    const all = before + binary;
    const bytes = fromBinary(all);
    const open = (this.#mayBeReplay && tornBeforeLineEnd(bytes)) || incompleteTail(bytes);
    this.#torn[stream] = all.slice(all.length - open);
    const text = decodeLeniently(bytes.subarray(0, bytes.length - open));
    if (text !== "") this.#sink.text(stream, text);
  }

  #read(more: string, isBinary: boolean): void {
    const text = this.#held + more;
    const limit = text.length - this.#partOfMark(text);
    this.#heldIsBinary = isBinary && limit < text.length;
    this.#held = text.slice(limit);
    let pending = "";
    let from = 0;
    let isSplice = false;
    /** The character of output, or the end of a mark, before `from`. */
    let edge = this.#before;
    const take = (end: number) => {
      const part = text.slice(from, Math.max(from, end));
      if (this.#spliced) this.#note(part, { isBinary, isSplice });
      pending += part;
    };
    const flush = () => {
      if (pending === "") return;
      if (isBinary) this.#heal(this.#stream, pending);
      else this.#sink.text(this.#stream, pending);
      pending = "";
    };
    MARKS.lastIndex = 0;
    for (let mark = MARKS.exec(text); mark && mark.index < limit; mark = MARKS.exec(text)) {
      const [word] = mark;
      const at = mark.index;
      const before = at > from ? text.charAt(at - 1) : edge;
      const looksPrinted = this.#looksPrinted(text, at, before);
      if (!looksPrinted && !this.#isMark(word, before)) continue;
      // What the server says to connected readers only begins with a line end of its own.
      const isAside = this.#spliced && before === "\n" && word.startsWith("[Process");
      take(isAside ? at - 1 : at);
      if (looksPrinted && !this.#boundary.endsFullPiece(this.#stream)) {
        from = at;
        edge = before;
        continue;
      }
      from = at + word.length;
      isSplice = before !== "\n";
      edge = word === KEEPALIVE ? before : word.charAt(word.length - 1);
      if (word === "stdout:" || word === "stderr:") {
        if (this.#mayBeReplay && before === "\n" && !this.#sink.isFarBehind) {
          flush();
          if (!this.#torn[this.#stream].endsWith("\n")) this.#sink.unconfirmedNewline();
        }
        const stream = word === "stdout:" ? "stdout" : "stderr";
        if (stream === this.#stream) continue;
        flush();
        this.#stream = stream;
      } else if (word !== KEEPALIVE) {
        flush();
        // It says so before the last output, and writes it behind that: the next replay has it.
        if (!isAside || !RESTART.test(word)) this.#notice(word);
      }
    }
    take(limit);
    flush();
    this.#before = limit > from ? text.charAt(limit - 1) : edge;
  }

  #isMark(word: string, before: string): boolean {
    if (word === KEEPALIVE || before === "\n") return true;
    return word.startsWith("[") ? before === ":" : this.#spliced;
  }

  /**
   * Programs print "stdout: …" themselves, behind a blank or a quote. A splice seldom looks so, and
   * then mostly where a full piece ends.
   */
  #looksPrinted(text: string, at: number, before: string): boolean {
    if (!this.#spliced || text.charAt(at) === "[" || before === "\n") return false;
    return /[\s'"`({[]/.test(before) && text.charAt(at + PREFIX_LENGTH) === " ";
  }

  #note(part: string, how: { isBinary: boolean; isSplice: boolean }): void {
    this.#boundary.note(this.#stream, part, how);
    if (!this.#mayBeReplay) return;
    // A replay has a prefix before every line, so a line without one is live.
    const end = part.indexOf("\n");
    this.#mayBeReplay = end < 0 || end === part.length - 1;
  }

  /** How much of the end may be the beginning of a mark. */
  #partOfMark(text: string): number {
    const bracket = text.lastIndexOf("[");
    const end = text.slice(bracket);
    const mayBeNotice =
      bracket >= 0 &&
      end.length <= LONGEST_NOTICE &&
      !end.includes("\n") &&
      NOTICE_HEADS.some((head) => head.startsWith(end) || end.startsWith(head));
    return mayBeNotice ? end.length : this.#partOfPrefix(text);
  }

  #partOfPrefix(text: string): number {
    for (let length = Math.min(PREFIX_LENGTH, text.length); length > 0; length--) {
      const end = text.slice(-length);
      if (!"stdout:".startsWith(end) && !"stderr:".startsWith(end)) continue;
      if (this.#spliced) return length;
      const before = length < text.length ? text.charAt(text.length - length - 1) : this.#before;
      if (before === "\n") return length;
    }
    return 0;
  }

  #notice(word: string): void {
    const restart = RESTART.exec(word);
    if (restart) this.#sink.restart(Number(restart[1]));
    else if (word.includes("gracefully")) this.#sink.signal("stopping");
    else if (word.includes("forcefully")) this.#sink.signal("killing");
    else this.#sink.gap();
  }
}

/** How many bytes at the end are a line end and the beginning of a character before it. */
function tornBeforeLineEnd(bytes: Uint8Array): number {
  if (bytes.at(-1) !== NEWLINE) return 0;
  const torn = incompleteTail(bytes.subarray(0, -1));
  return torn > 0 ? torn + 1 : 0;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
