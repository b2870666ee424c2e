// Puts the figures of a run into docs/performance.md; the words around them are written by hand.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { cpus } from "node:os";
import type { BenchRow } from "./row";
import { printTable } from "./table";

const page = fileURLToPath(new URL("../docs/performance.md", import.meta.url));
const START = "<!-- figures: npm run bench -->";
const END = "<!-- end of figures -->";

/** Replaces the table between the two marks of the page. */
export function writeFigures(rows: readonly BenchRow[]): void {
  const text = readFileSync(page, "utf8");
  const [before, rest] = text.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined)
    throw new Error(`docs/performance.md has lost its marks ${START} and ${END}.`);
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "CPU"}, Node ${process.version}`;
  writeFileSync(
    page,
    `${before}${START}\n\n${printTable(rows)}\n\nMeasured on ${machine}.\n\n${END}${after}`,
  );
}
