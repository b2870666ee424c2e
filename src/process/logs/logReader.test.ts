import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FramingKind } from "../../platform";
import { LogBuffer } from "./logBuffer";
import { LogReader } from "./logReader";
import {
  connect,
  connections,
  expected,
  KEEPALIVE,
  linesOf,
  output,
  receive,
  utf8,
  type Piece,
} from "../../../testbed/logServerModel";

type Connections = typeof connections extends fc.Arbitrary<infer T> ? T : never;

/** What earlier runs have found. */
const foundBefore: Record<FramingKind, [Piece[], Connections][]> = {
  spliced: [
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
  ],
  // A beginning of a mark, of which the first character was read before.
  lines: [
    [
      [
        { stream: "stdout", bytes: "a[" },
        { stream: "stdout", bytes: "k" },
        { stream: "stdout", bytes: "eep" },
      ],
      [{ from: 0, received: 0.7, chunk: 1, keepalives: true }],
    ],
  ],
  records: [],
};

describe("spliced", () => {
  const read = (pieces: Piece[], kind: "live" | "replay") => {
    const buffer = new LogBuffer();
    const reader = new LogReader(buffer, () => {});
    const { live, replay } = connect.spliced();
    receive(reader, "spliced", kind === "live" ? pieces.map(live).join("") : replay(pieces), 1000);
    reader.finish();
    return linesOf(buffer, "stdout");
  };
  it.each(["live", "replay"] as const)(
    "keeps the ends of lines that end within a character, %s",
    (kind) => {
      const lines = (bytes: string) => read([{ stream: "stdout", bytes }], kind);
      expect(lines("a\xffb\n\xc3\n\xe2\x9c\x93 caf\xc3\xa9\n")).toEqual([
        "a\uFFFDb",
        "\uFFFD",
        "✓ café",
      ]);
      expect(lines("a\n\xc3\n\n\xe2\x9c\nb\n")).toEqual(["a", "\uFFFD", "", "\uFFFD", "b"]);
      expect(lines("caf\xc3\n")).toEqual(["caf\uFFFD"]);
    },
  );

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

/** The newer servers' text does not tell which stream goes on after one has interrupted the other. */
function withoutInterruptions(pieces: Piece[]): Piece[] {
  return pieces.map(({ stream, bytes }, index) => {
    const next = pieces[index + 1] ?? { stream };
    return { stream, bytes: next.stream === stream || bytes.endsWith("\n") ? bytes : `${bytes}\n` };
  });
}

describe("a name that runs again", () => {
  const run: Piece[] = [{ stream: "stdout", bytes: "run\n" }];

  it.each([
    ["has read all", 1],
    ["has read half of its replay", 0.5],
    ["has read nothing yet", 0],
  ])("shows no run twice when the last connection %s", (_what, share) => {
    const buffer = new LogBuffer();
    const reader = new LogReader(buffer, () => {});
    const { replay } = connect.spliced();
    const twice = replay([...run, ...run]);
    receive(reader, "spliced", replay(run), 1000);
    reader.newRun();
    receive(reader, "spliced", twice, 1000);
    receive(reader, "spliced", twice.slice(0, twice.length * share), 1000);
    reader.newRun();
    receive(reader, "spliced", replay([...run, ...run, ...run]), 1000);
    reader.finish();
    expect(linesOf(buffer, "stdout")).toEqual(["run", "run", "run"]);
  });

  it("shows nothing of an earlier run that looks like the beginning of a mark", () => {
    const buffer = new LogBuffer();
    const reader = new LogReader(buffer, () => {});
    const { replay } = connect.spliced();
    const looksHeld: Piece[] = [{ stream: "stdout", bytes: "[keep\n" }];
    receive(reader, "spliced", replay(looksHeld), 1000);
    reader.newRun();
    receive(
      reader,
      "spliced",
      replay([...looksHeld, ...run]).slice(0, "stdout:[keep".length),
      1000,
    );
    expect(linesOf(buffer, "stdout")).toEqual(["[keep"]);
    reader.finish();
    expect(linesOf(buffer, "stdout")).toEqual(["[keep"]);
  });
});

describe.each<FramingKind>(["spliced", "lines", "records"])("%s", (kind) => {
  it("invariant 6: any cuts in any chunks give every line once", () => {
    fc.assert(
      fc.property(output, connections, (printed, connections) => {
        const pieces = kind === "lines" ? withoutInterruptions(printed) : printed;
        const buffer = new LogBuffer();
        const reader = new LogReader(buffer, () => {});
        let seen = 0;
        for (const { from, received, chunk, keepalives } of connections) {
          const attached = Math.max(seen, Math.floor(from * pieces.length));
          seen = attached + Math.floor(received * (pieces.length - attached));
          const { replay, live } = connect[kind]();
          const before = replay(pieces.slice(0, attached));
          const after = pieces.slice(attached, seen).map(live);
          const stream = before + after.join(keepalives ? KEEPALIVE[kind] : "");
          receive(reader, kind, stream.slice(0, Math.ceil(received * stream.length)), chunk);
        }
        for (let last = 0; last < 2; last++) {
          receive(reader, kind, connect[kind]().replay(pieces), 64);
        }
        reader.finish();
        expect(linesOf(buffer, "stdout")).toEqual(expected(pieces, "stdout"));
        expect(linesOf(buffer, "stderr")).toEqual(expected(pieces, "stderr"));
      }),
      { numRuns: 2000, examples: foundBefore[kind] },
    );
  });
});
