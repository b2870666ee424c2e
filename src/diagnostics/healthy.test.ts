import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { errorsOf, linesOf } from "../../testbed/appErrors/corpus";
import type { ReadLine } from "./errorReader";

const folder = fileURLToPath(new URL("../../testbed/appErrors/healthy/", import.meta.url));
const names = readdirSync(folder).map((file) => file.replace(/\.txt$/, ""));
const ENOUGH = 10_000;

const errorsIn = (lines: readonly ReadLine[]) =>
  errorsOf(lines).map(
    ({ group: { tool, message, lastFrom } }) => `${tool} at ${lastFrom}: ${message}`,
  );

it.each(names)("finds no error in the healthy output of %s", (name) => {
  expect(errorsIn(linesOf(name, folder))).toEqual([]);
});

it("finds no error in 10,000 lines of healthy output, in any order of the tools", () => {
  const outputs = names.map((name) => linesOf(name, folder));
  const lines: ReadLine[] = [];
  for (let round = 0; lines.length < ENOUGH; round++) {
    for (let at = 0; at < outputs.length; at++) {
      const output = outputs[(at * (round % 5 === 0 ? 1 : round) + round) % outputs.length] ?? [];
      for (const line of output) lines.push({ ...line, number: lines.length + 1 });
    }
  }
  expect(lines.length).toBeGreaterThanOrEqual(ENOUGH);
  expect(errorsIn(lines)).toEqual([]);
  console.log(`${lines.length} lines of healthy output, 0 errors`);
});
