import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OutputStream } from "../../platform";
import { LogBuffer } from "./logBuffer";
import { LogReader } from "./logReader";
import {
  connect,
  connections,
  expected,
  linesOf,
  output,
  receive,
  type Piece,
} from "../../../testbed/logServerModel";

/** What an older server notes: output, and what it says to those who read along only. */
interface Noted {
  readonly run: number;
  readonly piece: Piece;
  readonly isLive?: true;
}

/**
 * A process that fails and is started again: the server writes a notice into its output, and then
 * reads that output from its beginning again.
 */
function journalOf(runs: readonly Piece[][], pieceBytes: number): Noted[] {
  const files = { stdout: "", stderr: "" };
  return runs.flatMap((pieces, run) => {
    const again = run === 0 ? [] : inPieces(files, pieceBytes);
    for (const { stream, bytes } of pieces) files[stream] += bytes;
    const printed = [...again, ...pieces].map((piece): Noted => ({ run, piece }));
    if (run === runs.length - 1) return printed;
    const notice = noticeOf(run + 1, runs.length - 1);
    files.stdout += notice;
    const piece: Piece = { stream: "stdout", bytes: notice };
    const aside: Noted = { run, piece, isLive: true };
    // The server says it at once, and writes it behind the output that it has not read yet.
    return [...printed.slice(0, -1), aside, ...printed.slice(-1), { run, piece }];
  });
}

function inPieces(files: Record<OutputStream, string>, pieceBytes: number): Piece[] {
  const pieces: Piece[] = [];
  const longest = Math.max(files.stdout.length, files.stderr.length);
  const parts = {
    stdout: chopped(files.stdout, pieceBytes),
    stderr: chopped(files.stderr, pieceBytes),
  };
  for (let at = 0; at < longest; at++) {
    for (const stream of ["stdout", "stderr"] as const) {
      const bytes = parts[stream][at];
      if (bytes) pieces.push({ stream, bytes });
    }
  }
  return pieces;
}

function chopped(text: string, size: number): string[] {
  return text.split(/(\n\[Process[^\]]*\]\n)/).flatMap((part) => {
    if (part.startsWith("\n[Process")) return [part];
    return Array.from({ length: Math.ceil(part.length / size) }, (_, index) =>
      part.slice(index * size, (index + 1) * size),
    );
  });
}

/** A notice to those who read along is one short write: it comes as a whole or not at all. */
function placeOf(stream: string, cut: number): number {
  const notices = [...stream.matchAll(/\n\[Process[^\]]*\]\n/g)];
  const torn = notices.find(({ index, 0: text }) => index < cut && cut < index + text.length);
  return torn?.index ?? cut;
}

const noticeOf = (count: number, most: number) =>
  `\n[Process failed with exit code 1. Attempting restart ${count}/${most}...]\n`;

function textOf(pieces: readonly Piece[], stream: OutputStream): string {
  const own = pieces.filter((piece) => piece.stream === stream);
  return own.map(({ bytes }) => bytes).join("");
}

/** What a reader would see who was there all the time; the notice ends an unfinished line. */
function allLines(runs: readonly Piece[][], stream: OutputStream): string[] {
  const pieces = runs.flatMap((run) => {
    const text = textOf(run, stream);
    const isEnded = stream === "stderr" || text === "" || text.endsWith("\n");
    return [{ stream, bytes: isEnded ? text : `${text}\n` }];
  });
  return expected(pieces, stream);
}

/** Without blanks: a prefix before one cannot be told from what a program may print. */
const run = output.map((pieces) =>
  pieces.map(({ stream, bytes }) => ({ stream, bytes: bytes.replaceAll(" ", "_") })),
);
const runs = fc
  .array(run, { minLength: 2, maxLength: 4 })
  // Blank lines around the notice may be taken for the line end that belongs to it.
  .filter((runs) => !runs.some((pieces) => /^\r?\n|\n\r?\n$/.test(textOf(pieces, "stdout"))));

describe("an older server that starts a process again", () => {
  it("invariant 6: is read through any cuts, every line once", () => {
    fc.assert(
      fc.property(runs, connections, fc.integer({ min: 2, max: 60 }), (runs, connections, size) => {
        const journal = journalOf(runs, size);
        const buffer = new LogBuffer();
        const restarts: number[] = [];
        const reader = new LogReader(buffer, (count) => restarts.push(count));
        const read = (attached: number, seen: number, received: number, chunk: number) => {
          const { replay, live } = connect.spliced();
          const before = journal.slice(0, attached).filter(({ isLive }) => !isLive);
          const after = journal
            .slice(attached, seen)
            .map((noted) => (noted.isLive ? noted.piece.bytes : live(noted.piece)));
          const stream = replay(before.map(({ piece }) => piece)) + after.join("");
          const cut = placeOf(stream, Math.ceil(received * stream.length));
          const pieces = after.length > 0 ? stream.length : chunk;
          receive(reader, "spliced", stream.slice(0, cut), pieces);
        };
        let seen = 0;
        for (const { from, received, chunk } of connections) {
          const attached = Math.max(seen, Math.floor(from * journal.length));
          const run = journal[attached]?.run;
          const end = journal.findIndex((noted, at) => at >= attached && noted.run !== run);
          const last = end < 0 ? journal.length : end;
          seen = attached + Math.floor(received * (last - attached));
          read(attached, seen, received, chunk);
        }
        for (let last = 0; last < 2; last++) read(journal.length, journal.length, 1, 64);
        reader.finish();
        expect(linesOf(buffer, "stdout")).toEqual(allLines(runs, "stdout"));
        expect(linesOf(buffer, "stderr")).toEqual(allLines(runs, "stderr"));
        expect(restarts).toEqual(runs.slice(1).map((_, index) => index + 1));
      }),
      { numRuns: 1000 },
    );
  });
});
