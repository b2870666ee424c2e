import type { OutputStream } from "../../platform";
import type { LogBuffer } from "./logBuffer";
import type { LogNotice } from "./types";

/** A longer line is wrapped, so that no single one can hold up a page. */
const MAX_LINE = 16_384;
/** An unfinished line longer than this is looked through for what its carriage returns erased. */
const COLLAPSE_FROM = 1024;

interface OpenLine {
  text: string;
  /** Its number in the buffer, once it has been shown unfinished. */
  number: number | undefined;
}

export interface FinishedLine {
  readonly number: number;
  readonly stream: OutputStream;
}

/** Makes lines of the text of two streams, which may interrupt each other in mid-line. */
export class LineAssembler {
  readonly #buffer: LogBuffer;
  readonly #open: Record<OutputStream, OpenLine> = {
    stdout: { text: "", number: undefined },
    stderr: { text: "", number: undefined },
  };
  #last: FinishedLine | undefined;

  constructor(buffer: LogBuffer) {
    this.#buffer = buffer;
  }

  /** The line that was finished last. */
  get lastLine(): FinishedLine | undefined {
    return this.#last;
  }

  push(stream: OutputStream, text: string): void {
    const open = this.#open[stream];
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      this.#finish(stream, open.text + text.slice(from, end));
      from = end + 1;
    }
    if (from < text.length) this.#keep(stream, open.text + text.slice(from));
  }

  /** Shows what is there of unfinished lines, with what is not certain to belong to one. */
  showUnfinished(held?: { stream: OutputStream; text: string }): void {
    for (const stream of ["stdout", "stderr"] as const) {
      const open = this.#open[stream];
      const text = held?.stream === stream ? open.text + held.text : open.text;
      if (text === "") {
        this.#takeBack(open);
        continue;
      }
      const line = { text: visible(text), stream, unfinished: true as const };
      if (open.number === undefined) open.number = this.#buffer.append(line);
      else this.#buffer.replace(open.number, line);
    }
  }

  /** What was shown was the beginning of a mark, and no output. */
  #takeBack(open: OpenLine): void {
    if (open.number !== undefined) this.#buffer.remove(open.number);
    open.number = undefined;
  }

  /** Nothing more will come: what is unfinished stays as it is. */
  finishAll(): void {
    for (const stream of ["stdout", "stderr"] as const) {
      const open = this.#open[stream];
      if (open.text === "") this.#takeBack(open);
      else this.#finish(stream, open.text);
    }
  }

  /**
   * Takes the last line back if it is empty: the servers begin what they say themselves with a line
   * end, whether there was one or not.
   */
  dropBlankLine(): void {
    // What was held back of a mark may have been shown behind it.
    for (const open of [this.#open.stdout, this.#open.stderr]) {
      if (open.text === "") this.#takeBack(open);
    }
    if (this.#last?.stream !== "stdout" || this.#open.stdout.text !== "") return;
    const { number } = this.#last;
    if (this.#buffer.at(this.#buffer.indexOf(number))?.text === "") this.#buffer.remove(number);
  }

  notice(notice: LogNotice, text: string): void {
    if (notice !== "gap") this.dropBlankLine();
    this.#buffer.append({ text, stream: "system", notice });
  }

  /** The line goes on with the next one of the same stream: there was no line end. */
  join({ number, stream }: FinishedLine): void {
    const at = this.#buffer.indexOf(number);
    const before = this.#buffer.at(at);
    if (!before || this.#open[stream].number === number) return;
    let next = at + 1;
    for (; next < this.#buffer.length && this.#buffer.at(next)?.stream !== stream; next++) {
      // What the server says before a restart ends the line.
      if (stream === "stdout" && this.#buffer.at(next)?.notice === "restart") return;
    }
    const behind = this.#buffer.at(next);
    const open = this.#open[stream];
    if (!behind || behind.number === open.number) {
      if (open.number !== undefined) this.#buffer.remove(open.number);
      this.#open[stream] = { text: before.text + open.text, number };
      return;
    }
    this.#buffer.replace(number, { ...behind, text: before.text + behind.text });
    this.#buffer.remove(behind.number);
    if (this.#last?.number === behind.number) this.#last = { number, stream };
  }

  #finish(stream: OutputStream, raw: string): void {
    const open = this.#open[stream];
    const text = visible(raw);
    for (let at = 0; ; at += MAX_LINE) {
      const continues = text.length > at + MAX_LINE;
      const part = continues || at > 0 ? text.slice(at, at + MAX_LINE) : text;
      const line = { text: part, stream, ...(continues && { continues }) };
      let number = open.number;
      if (number === undefined) number = this.#buffer.append(line);
      else this.#buffer.replace(number, line);
      open.number = undefined;
      if (continues) continue;
      this.#last = { number, stream };
      break;
    }
    open.text = "";
  }

  #keep(stream: OutputStream, raw: string): void {
    const open = this.#open[stream];
    let text = raw.length > COLLAPSE_FROM ? withoutErased(raw) : raw;
    for (; text.length > MAX_LINE; text = text.slice(MAX_LINE)) {
      const line = { text: text.slice(0, MAX_LINE), stream, continues: true as const };
      if (open.number === undefined) this.#buffer.append(line);
      else this.#buffer.replace(open.number, line);
      open.number = undefined;
    }
    open.text = text;
  }
}

/** What a terminal would show: after a carriage return the rest overwrites what was there. */
function visible(raw: string): string {
  let end = raw.length;
  while (end > 0 && raw.charCodeAt(end - 1) === 13) end--;
  const line = end === raw.length ? raw : raw.slice(0, end);
  const start = line.lastIndexOf("\r") + 1;
  const shown = start === 0 ? line : line.slice(start);
  return shown.includes("\x1b[") ? afterCursorHome(shown) : shown;
}

const CURSOR_HOME = /\x1b\[[01]?G/g;

/** Spinners go back to the first column by this sequence instead of a carriage return. */
function afterCursorHome(line: string): string {
  let start = 0;
  for (const match of line.matchAll(CURSOR_HOME)) {
    const end = match.index + match[0].length;
    if (end < line.length) start = end;
  }
  return start === 0 ? line : line.slice(start);
}

/** Forgets what was drawn over, but for the last state. */
function withoutErased(raw: string): string {
  let end = raw.length;
  while (end > 0 && raw.charCodeAt(end - 1) === 13) end--;
  const start = raw.lastIndexOf("\r", end - 1) + 1;
  const left = start === 0 ? raw : raw.slice(start);
  const shown = left.includes("\x1b[") ? afterCursorHome(left) : left;
  return shown.includes("\b") ? withoutOverwritten(shown) : shown;
}

/** A sequence, or one character. */
const TOKENS = /\x1b\[[0-?]*[ -/]*[@-~]|[^]/gu;

/** Forgets what backspaces went back over and something was drawn upon. */
function withoutOverwritten(text: string): string {
  const kept: string[] = [];
  let back = 0;
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === "\b") {
      back++;
      continue;
    }
    dropTail(kept, back);
    back = 0;
    // A colour that is said again with each state would pile up.
    if (token.length < 3 || kept.at(-1) !== token) kept.push(token);
  }
  return kept.join("") + "\b".repeat(back);
}

/** Takes so many characters off the end, and the sequences behind each. */
function dropTail(kept: string[], count: number): void {
  for (let left = count; left > 0 && kept.length > 0;) {
    const token = kept.pop() ?? "";
    if (token.length === 1 || !token.startsWith("\x1b")) left--;
  }
}
