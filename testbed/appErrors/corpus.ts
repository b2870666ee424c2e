// Real outputs of real tools, and what is to be read from them. In each file a line begins with the
// number of the stream that it was printed to; `#` marks when its file was broken or repaired.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ErrorList, type Judged } from "../../src/diagnostics/errorList";
import { ErrorReader, type ReadLine } from "../../src/diagnostics/errorReader";
import type { Expected } from "./expected";

const folder = fileURLToPath(new URL("./corpus/", import.meta.url));

/** The names of all outputs. */
export const outputs = (): string[] =>
  readdirSync(folder).map((file) => file.replace(/\.txt$/, ""));

/** An output as its lines. */
export function linesOf(name: string, folderOf = folder): ReadLine[] {
  const lines = readFileSync(`${folderOf}${name}.txt`, "utf8").split("\n").slice(0, -1);
  return lines
    .filter((line) => !line.startsWith("#"))
    .map((line, at) => ({
      number: at + 1,
      stream: line.startsWith("2") ? "stderr" : "stdout",
      text: line.slice(1),
    }));
}

/** What is read from lines, when nothing else is known. */
export function errorsOf(lines: readonly ReadLine[], root = "/app"): readonly Judged[] {
  const list = new ErrorList({ root, limit: 2_000 });
  const reader = new ErrorReader({
    onFinding: (finding) => list.found(finding, 0),
    onLoss: (from) => list.lost(from),
    onSignal: (signal) => list.signal(signal, 0),
  });
  for (const line of lines) reader.read(line);
  return list.snapshot(0).judged;
}

/** Whether an error is the expected one. */
export function isExpected({ group }: Judged, expected: Expected): boolean {
  const { file, line, column } = group.place;
  return (
    group.kind === expected.kind &&
    group.message.includes(expected.message) &&
    (expected.file === undefined || file === expected.file) &&
    (expected.line === undefined || line === expected.line) &&
    (expected.column === undefined || column === expected.column)
  );
}

export interface Score {
  readonly found: number;
  readonly missed: readonly string[];
  readonly wrong: readonly string[];
}

/** What of the expected was found, what was missed, and what else was found. */
export function scoreOf(name: string, expected: readonly Expected[]): Score {
  const errors = [...errorsOf(linesOf(name))];
  const missed: string[] = [];
  for (const one of expected) {
    const at = errors.findIndex((error) => isExpected(error, one));
    if (at >= 0) errors.splice(at, 1);
    else missed.push(`${name}: ${JSON.stringify(one)}`);
  }
  const wrong = errors.map(({ group: { kind, message, place, tool } }) => {
    const text = message.replaceAll("\n", " / ").slice(0, 120);
    return `${name}: ${kind} ${place.file}:${place.line}:${place.column} ${text} (${tool})`;
  });
  return { found: expected.length - missed.length, missed, wrong };
}
