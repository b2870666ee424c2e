import type { LogLine } from "../logs/types";
import { styleAfter } from "./ansi";
import { indexOfNumber } from "./logViewport";
import { PLAIN, type TextStyle } from "./sgr";

/** How far one stream was read. */
interface Progress {
  last: LogLine | undefined;
  style: TextStyle;
}

/** Knows for each line which colours an earlier line of its stream left switched on. */
export class CarriedStyles {
  readonly #begins = new Map<number, TextStyle>();
  #streams = new Map<string, Progress>();
  #readTo = 0;

  /** The style that the line begins with. */
  of({ number }: LogLine): TextStyle {
    return this.#begins.get(number) ?? PLAIN;
  }

  /** Reads what has come since it was last called. */
  read(lines: readonly LogLine[]): void {
    if ([...this.#streams.values()].some(({ last }) => last && !isThere(lines, last))) {
      this.#begins.clear();
      this.#streams.clear();
      this.#readTo = 0;
    }
    let readTo = this.#readTo;
    let isSettled = true;
    for (let at = indexOfNumber(lines, readTo + 1); at < lines.length; at++) {
      const line = lines[at];
      if (!line) break;
      if (line.notice) {
        // Another run, or output that is missing.
        for (const progress of this.#streams.values()) progress.style = PLAIN;
      } else this.#readLine(line);
      if (line.unfinished) isSettled = false;
      if (isSettled) readTo = line.number;
    }
    this.#readTo = readTo;
    const oldest = lines[0]?.number ?? 0;
    for (const number of this.#begins.keys()) {
      if (number >= oldest) break;
      this.#begins.delete(number);
    }
  }

  #readLine(line: LogLine): void {
    const progress = this.#streams.get(line.stream) ?? { last: undefined, style: PLAIN };
    this.#streams.set(line.stream, progress);
    if (progress.last && line.number <= progress.last.number) return;
    if (progress.style !== PLAIN) this.#begins.set(line.number, progress.style);
    if (line.unfinished) return;
    progress.style = styleAfter(line.text, progress.style);
    progress.last = line;
  }
}

/** Whether a line that was read is still what it was, or was dropped because there were too many. */
function isThere(lines: readonly LogLine[], line: LogLine): boolean {
  const found = lines[indexOfNumber(lines, line.number)];
  return found === line || line.number < (lines[0]?.number ?? 0);
}
