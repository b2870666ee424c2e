import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineAssembler } from "./lineAssembler";
import { LogBuffer } from "./logBuffer";
import type { LogLine, OutputStream } from "./logLine";
import { LogReader, type FramingKind } from "./logReader";
import { fromBinary, toBinary } from "./utf8";

/** Something that the process printed, as the server read it: any bytes, in characters of one byte. */
interface Piece {
  readonly stream: OutputStream;
  readonly bytes: string;
}

/** The servers' framings, reduced to what is known of them: what a connection gets to see. */
const servers: Record<
  FramingKind,
  { replay(pieces: Piece[]): string; live(piece: Piece): string }
> = {
  spliced: {
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
  },
  lines: { live: () => "", replay: () => "" },
  records: {
    live: ({ stream, bytes }) =>
      `${JSON.stringify({ type: stream, data: btoa(bytes), encoding: "base64" })}\n`,
    replay: (pieces) => pieces.map((piece) => servers.records.live(piece)).join(""),
  },
};

function tagged(stream: OutputStream, bytes: string): string {
  const body = bytes.endsWith("\n") ? bytes.slice(0, -1) : bytes;
  return `${stream}:${body.replaceAll("\n", `\n${stream}:`)}${bytes.slice(body.length)}`;
}

const utf8 = (text: string) => toBinary(new TextEncoder().encode(text));

/** Output in pieces that begin and end anywhere, within characters too. */
const output: fc.Arbitrary<Piece[]> = fc
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
const connections = fc.array(
  fc.record({
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    received: fc.double({ min: 0, max: 1, noNaN: true }),
    chunk: fc.integer({ min: 1, max: 40 }),
    keepalives: fc.boolean(),
  }),
  { maxLength: 8 },
);

type Connections = typeof connections extends fc.Arbitrary<infer T> ? T : never;

/** What earlier runs have found. */
const foundBefore: [Piece[], Connections][] = [
  // A character in three pieces, and a replay that ends within it.
  ...[
    ["\xf0", "\x9f", "\x99\x82"],
    ["\xf0", "\x9f\x99", "\x82"],
  ].map((pieces): [Piece[], Connections] => [
    pieces.map((bytes) => ({ stream: "stdout", bytes })),
    [
      { from: 0, received: 2 / 3, chunk: 1, keepalives: false },
      { from: 0, received: 0.95, chunk: 5, keepalives: false },
    ],
  ]),
  // Two replays that end at the same place: the second is no proof of a line end.
  [
    [
      { stream: "stdout", bytes: "k" },
      { stream: "stdout", bytes: "eep" },
    ],
    [
      { from: 0.5, received: 0.9, chunk: 1, keepalives: false },
      { from: 0, received: 1, chunk: 1, keepalives: false },
    ],
  ],
];

function receive(reader: LogReader, kind: FramingKind, bytes: string, chunk: number): void {
  reader.begin(kind);
  for (let at = 0; at < bytes.length; at += chunk) {
    reader.push(fromBinary(bytes.slice(at, at + chunk)));
    reader.show();
  }
  reader.end();
}

function linesOf(buffer: LogBuffer, stream: OutputStream): string[] {
  return buffer
    .slice()
    .filter((line: LogLine) => line.stream === stream)
    .map(({ text }) => text);
}

/** What a reader would see who was there from the beginning to the end. */
function expected(pieces: Piece[], stream: OutputStream): string[] {
  const bytes = pieces.filter((piece) => piece.stream === stream).map((piece) => piece.bytes);
  const buffer = new LogBuffer();
  const assembler = new LineAssembler(buffer);
  assembler.push(stream, new TextDecoder().decode(fromBinary(bytes.join(""))));
  assembler.finishAll();
  return linesOf(buffer, stream);
}

describe("spliced", () => {
  const read = (pieces: Piece[], kind: "live" | "replay") => {
    const buffer = new LogBuffer();
    const reader = new LogReader(buffer, () => {});
    const { live, replay } = servers.spliced;
    receive(reader, "spliced", kind === "live" ? pieces.map(live).join("") : replay(pieces), 1000);
    reader.finish();
    return linesOf(buffer, "stdout");
  };
  const padded = Array.from({ length: 2_000 }, (_, index) => `${String(index).padStart(40)} é\n`);
  const bytes = utf8(padded.join(""));
  const pieces = Array.from({ length: Math.ceil(bytes.length / 4096) }, (_, index) => ({
    stream: "stdout" as const,
    bytes: bytes.slice(index * 4096, (index + 1) * 4096),
  }));

  it.each(["live", "replay"] as const)("finds splices between blanks (%s)", (kind) => {
    expect(read(pieces, kind).map((line) => `${line}\n`)).toEqual(padded);
  });

  it.each(["live", "replay"] as const)("keeps what a program printed (%s)", (kind) => {
    const printed = "  stdout: 'ok',\n  stderr: '',\n";
    expect(read([{ stream: "stdout", bytes: printed }], kind)).toEqual(
      printed.split("\n").slice(0, 2),
    );
  });
});

describe.each<FramingKind>(["spliced", "records"])("%s", (kind) => {
  const server = servers[kind];
  const keepalive = kind === "records" ? '{"type":"keepalive"}\n' : "[keepalive]\n";

  it("invariant 6: any cuts in any chunks give every line once", () => {
    fc.assert(
      fc.property(output, connections, (pieces, connections) => {
        const buffer = new LogBuffer();
        const reader = new LogReader(buffer, () => {});
        let seen = 0;
        for (const { from, received, chunk, keepalives } of connections) {
          const attached = Math.max(seen, Math.floor(from * pieces.length));
          seen = attached + Math.floor(received * (pieces.length - attached));
          const live = pieces.slice(attached, seen).map((piece) => server.live(piece));
          const stream =
            server.replay(pieces.slice(0, attached)) + live.join(keepalives ? keepalive : "");
          receive(reader, kind, stream.slice(0, Math.ceil(received * stream.length)), chunk);
        }
        for (let last = 0; last < 2; last++) receive(reader, kind, server.replay(pieces), 64);
        reader.finish();
        expect(linesOf(buffer, "stdout")).toEqual(expected(pieces, "stdout"));
        expect(linesOf(buffer, "stderr")).toEqual(expected(pieces, "stderr"));
      }),
      { numRuns: 2000, examples: kind === "spliced" ? foundBefore : [] },
    );
  });
});
