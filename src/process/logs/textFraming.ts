import type { Framing, LogSink } from "./logSink";
import type { OutputStream } from "./logLine";
import { decodeExactly, fromBinary, incompleteTail, streamingDecoder, toBinary } from "./utf8";

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
const LONGEST_NOTICE = 120;

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
  #incomplete: Uint8Array = new Uint8Array();
  /** Whether a stream stopped within a character, which then has to be healed byte by byte. */
  readonly #torn: Record<OutputStream, boolean> = { stdout: false, stderr: false };
  readonly #decoders = { stdout: streamingDecoder(), stderr: streamingDecoder() };

  constructor(sink: LogSink, { spliced }: { spliced: boolean }) {
    this.#sink = sink;
    this.#spliced = spliced;
  }

  get held(): { stream: OutputStream; text: string } {
    return { stream: this.#stream, text: this.#held };
  }

  push(chunk: Uint8Array): void {
    const bytes = joined(this.#incomplete, chunk);
    const whole = bytes.length - incompleteTail(bytes);
    this.#incomplete = bytes.slice(whole);
    const torn = this.#torn.stdout || this.#torn.stderr;
    const text = torn ? undefined : decodeExactly(bytes.subarray(0, whole));
    if (text !== undefined) {
      this.#read(text, false, (stream, part) => this.#sink.text(stream, part));
    } else {
      this.#incomplete = new Uint8Array();
      this.#read(toBinary(bytes), false, (stream, part) => this.#heal(stream, part));
    }
  }

  end(): void {
    this.#read(toBinary(this.#incomplete), true, (stream, part) => this.#heal(stream, part));
    this.#incomplete = new Uint8Array();
    for (const stream of ["stdout", "stderr"] as const) {
      const rest = this.#decoders[stream].decode();
      if (rest !== "") this.#sink.text(stream, rest);
    }
  }

  #heal(stream: OutputStream, binary: string): void {
    const bytes = fromBinary(binary);
    const text = this.#decoders[stream].decode(bytes, { stream: true });
    this.#torn[stream] = incompleteTail(bytes) > 0;
    if (text !== "") this.#sink.text(stream, text);
  }

  #read(more: string, last: boolean, emit: (stream: OutputStream, text: string) => void): void {
    const text = this.#held + more;
    const limit = last ? text.length : text.length - heldBack(text);
    this.#held = text.slice(limit);
    let pending = "";
    let from = 0;
    const flush = () => {
      if (pending !== "") emit(this.#stream, pending);
      pending = "";
    };
    MARKS.lastIndex = 0;
    for (let mark = MARKS.exec(text); mark && mark.index < limit; mark = MARKS.exec(text)) {
      const [word] = mark;
      const at = mark.index;
      if (!this.#isMark(text, at, word)) continue;
      pending += text.slice(from, at);
      from = at + word.length;
      if (word === "stdout:" || word === "stderr:") {
        const stream = word === "stdout:" ? "stdout" : "stderr";
        if (stream === this.#stream) continue;
        flush();
        this.#stream = stream;
      } else if (word !== "[keepalive]\n") {
        flush();
        this.#notice(word);
      }
    }
    pending += text.slice(Math.min(from, limit), limit);
    flush();
    if (limit > 0) this.#before = text.charAt(limit - 1);
  }

  #isMark(text: string, at: number, word: string): boolean {
    if (word === "[keepalive]\n") return true;
    const before = at > 0 ? text.charAt(at - 1) : this.#before;
    if (before === "\n") return true;
    if (word.startsWith("[")) return before === ":";
    // Programs print "stdout: …" themselves, behind a blank or a quote; a splice seldom looks so.
    return this.#spliced && !(/[\s'"`({[]/.test(before) && text.charAt(at + PREFIX_LENGTH) === " ");
  }

  #notice(word: string): void {
    const restart = /Attempting restart (\d+)/.exec(word);
    if (restart) this.#sink.restart(Number(restart[1]));
    else if (word.includes("gracefully")) this.#sink.signal("stopping");
    else if (word.includes("forcefully")) this.#sink.signal("killing");
    else this.#sink.gap();
  }
}

/** How much of the end may be the beginning of a mark. */
function heldBack(text: string): number {
  for (let length = Math.min(PREFIX_LENGTH, text.length); length > 0; length--) {
    const end = text.slice(-length);
    if ("stdout:".startsWith(end) || "stderr:".startsWith(end)) return length;
  }
  const bracket = text.lastIndexOf("[");
  if (bracket < 0 || text.length - bracket > LONGEST_NOTICE) return 0;
  const end = text.slice(bracket);
  const opens = NOTICE_HEADS.some((head) => head.startsWith(end) || end.startsWith(head));
  return opens && !end.includes("\n") ? end.length : 0;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
