// For tests: what is known of the servers' log streams, output to print, and connections to read it.
import fc from "fast-check";
import type { FramingKind, OutputStream } from "../src/platform";
import { LineAssembler } from "../src/process/logs/lineAssembler";
import { LogBuffer } from "../src/process/logs/logBuffer";
import type { LogLine } from "../src/process/logs/types";
import type { LogReader } from "../src/process/logs/logReader";
import { fromBinary, toBinary } from "../src/platform/logs/utf8";

/** Something that the process printed, as the server read it: any bytes, in characters of one byte. */
export interface Piece {
  readonly stream: OutputStream;
  readonly bytes: string;
}

/** What a connection gets to see: all that is there, and then each piece as it comes. */
interface Connection {
  replay(pieces: readonly Piece[]): string;
  live(piece: Piece): string;
}

/** The servers' framings, reduced to what is known of them. */
export const connect: Record<FramingKind, () => Connection> = {
  spliced: () => ({
    live: ({ stream, bytes }) => `${stream}:${bytes}`,
    replay: (pieces) => {
      const file = pieces.map(({ stream, bytes }) => tagged(stream, bytes)).join("");
      const lines = file.split("\n");
      if (lines.at(-1) === "") lines.pop();
      return lines
        .map((line) => line.replace(/\r$/, ""))
        .map((line) => (/^(stdout|stderr):/.test(line) ? line : `stdout:${line}`))
        .map((line) => `${line}\n`)
        .join("");
    },
  }),
  lines: () => {
    const midLine = { stdout: false, stderr: false };
    const live = ({ stream, bytes }: Piece) => {
      const text = tagged(stream, bytes).slice(midLine[stream] ? PREFIX_LENGTH : 0);
      midLine[stream] = !bytes.endsWith("\n");
      return text;
    };
    return { live, replay: (pieces) => pieces.map(live).join("") };
  },
  records: () => {
    const live = ({ stream, bytes }: Piece) =>
      `${JSON.stringify({ type: stream, data: btoa(bytes), encoding: "base64" })}\n`;
    return { live, replay: (pieces) => pieces.map(live).join("") };
  },
};

/** What the servers send now and then while nothing else comes. */
export const KEEPALIVE: Record<FramingKind, string> = {
  spliced: "[keepalive]\n",
  lines: "[keepalive]\n",
  records: '{"type":"keepalive"}\n',
};

const PREFIX_LENGTH = "stdout:".length;

function tagged(stream: OutputStream, bytes: string): string {
  const body = bytes.endsWith("\n") ? bytes.slice(0, -1) : bytes;
  return `${stream}:${body.replaceAll("\n", `\n${stream}:`)}${bytes.slice(body.length)}`;
}

export const utf8 = (text: string) => toBinary(new TextEncoder().encode(text));

/** Output in pieces that begin and end anywhere, within characters too. */
export const output: fc.Arbitrary<Piece[]> = fc
  .array(
    fc.record({
      stream: fc.constantFrom("stdout" as const, "stdout" as const, "stderr" as const),
      text: fc
        .array(
          fc.constantFrom(
            "a",
            "bc",
            "s",
            "std",
            "[",
            "keep",
            ":",
            " ",
            "\n",
            "\n",
            "\r\n",
            "é",
            "漢",
            "🙂",
            "\x1b[31m",
          ),
          { maxLength: 12 },
        )
        .map((parts) => utf8(parts.join(""))),
      cuts: fc.array(fc.nat(30), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((prints) =>
    prints.flatMap(({ stream, text, cuts }) => {
      const at = [0, ...cuts.filter((cut) => cut < text.length).toSorted((a, b) => a - b)];
      return at.map((from, index) => ({ stream, bytes: text.slice(from, at[index + 1]) }));
    }),
  )
  .map((pieces) => pieces.filter(({ bytes }) => bytes !== ""))
  .filter((pieces) => !pieces.some(looksPrinted))
  .filter((pieces) => !/stdout:|stderr:|keepalive/.test(pieces.map(({ bytes }) => bytes).join("")));

/** A prefix between blanks cannot be told from one that the program printed. */
function looksPrinted({ bytes }: Piece, index: number, pieces: Piece[]): boolean {
  return (
    bytes.startsWith(" ") &&
    pieces.slice(0, index).some((before) => /[\s'"`({[]$/.test(before.bytes))
  );
}

/** Connections to the log: how much there was, how much was received, and in pieces of which size. */
export const connections = fc.array(
  fc.record({
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    received: fc.double({ min: 0, max: 1, noNaN: true }),
    chunk: fc.integer({ min: 1, max: 40 }),
    keepalives: fc.boolean(),
  }),
  { maxLength: 8 },
);

export function receive(reader: LogReader, kind: FramingKind, bytes: string, chunk: number): void {
  reader.begin(kind);
  for (let at = 0; at < bytes.length; at += chunk) {
    reader.push(fromBinary(bytes.slice(at, at + chunk)));
    reader.show();
  }
  reader.end();
}

export function linesOf(buffer: LogBuffer, stream: OutputStream): string[] {
  return buffer
    .slice()
    .filter((line: LogLine) => line.stream === stream)
    .map(({ text }) => text);
}

/** What a reader would see who was there from the beginning to the end. */
export function expected(pieces: Piece[], stream: OutputStream): string[] {
  const bytes = pieces.filter((piece) => piece.stream === stream).map((piece) => piece.bytes);
  const buffer = new LogBuffer();
  const assembler = new LineAssembler(buffer);
  assembler.push(stream, new TextDecoder().decode(fromBinary(bytes.join(""))));
  assembler.finishAll();
  return linesOf(buffer, stream);
}
