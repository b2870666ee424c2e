import { describe, expect, it } from "vitest";
import { errorsOf, linesOf, outputs } from "../../testbed/appErrors/corpus";
import { connect, receive, utf8, type Piece } from "../../testbed/logServerModel";
import type { FramingKind } from "../platform";
import { LogBuffer } from "../process/logs/logBuffer";
import { LogReader } from "../process/logs/logReader";
import type { ReadLine } from "./errorReader";

/** Every line coloured, and with characters of two, three and four bytes that a cut can come in. */
const decorated = (line: ReadLine): ReadLine => ({
  ...line,
  text: `\x1b[38;5;208m\u200b${line.text}\x1b[0m\u200b\u{e0020}`,
});
const logs: readonly { name: string; lines: readonly ReadLine[] }[] = outputs().map((name, at) => {
  const lines = linesOf(name);
  return at % 2 === 0
    ? { name, lines }
    : { name: `${name}, coloured`, lines: lines.map(decorated) };
});

/** What is printed in a row to one stream, as the server reads it: so many bytes at once. */
function piecesOf(lines: readonly ReadLine[], size: number): Piece[] {
  const prints: { stream: Piece["stream"]; bytes: string }[] = [];
  for (const { stream, text } of lines) {
    const last = prints.at(-1);
    const bytes = utf8(`${text}\n`);
    if (last?.stream === stream) last.bytes += bytes;
    else prints.push({ stream: stream === "stderr" ? "stderr" : "stdout", bytes });
  }
  return prints.flatMap(({ stream, bytes }) => {
    const pieces: Piece[] = [];
    for (let from = 0, to = 0; from < bytes.length; from = to) {
      to = from + size;
      // The older servers' prefix reads there as if it had been printed.
      while (/[\s'"`({[]/.test(bytes.charAt(to - 1)) && bytes.charAt(to) === " ") to++;
      pieces.push({ stream, bytes: bytes.slice(from, to) });
    }
    return pieces;
  });
}

/** The errors in what a page makes of these bytes. */
function errorsIn(kind: FramingKind, bytes: string, chunk: number) {
  const buffer = new LogBuffer();
  const reader = new LogReader(buffer, () => undefined);
  receive(reader, kind, bytes, chunk);
  reader.finish();
  return entriesOf(buffer.slice());
}

const entriesOf = (lines: readonly ReadLine[]) =>
  errorsOf(lines).map(({ status, group: { kind, message, place, count, frame, stack } }) => {
    return { status, kind, message, place, count, frame, stack };
  });

const whole = new Map(logs.map(({ name, lines }) => [name, entriesOf(lines)]));

describe.each<FramingKind>(["spliced", "lines", "records"])("%s", (kind) => {
  it.each([1, 7, 4_096])("reads the same entries from bytes that come %s at a time", (chunk) => {
    for (const { name, lines } of logs) {
      const { replay } = connect[kind]();
      const bytes = replay(piecesOf(lines, 4_096));
      expect(errorsIn(kind, bytes, chunk), name).toEqual(whole.get(name));
    }
  });

  it.each([1, 7, 4_096])(
    "reads the same entries from what is printed %s bytes at a time",
    (size) => {
      for (const { name, lines } of logs) {
        const { live } = connect[kind]();
        const bytes = piecesOf(lines, size).map(live).join("");
        expect(errorsIn(kind, bytes, 1_000), name).toEqual(whole.get(name));
      }
    },
  );
});
