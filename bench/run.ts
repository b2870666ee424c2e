// `npm run bench`: measures every row, prints a table, writes bench/results.json and the table of
// docs/performance.md.
//   npm run bench -- --quick          fewer rounds; docs/performance.md stays
//   npm run bench -- --only logs      only the rows whose id contains "logs"
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { BenchRow } from "./row";
import { rowSources } from "./rowSources";
import { writeFigures } from "./performancePage";
import { printTable } from "./table";

const quick = process.argv.includes("--quick");
const only = process.argv[process.argv.indexOf("--only") + 1];
const isWanted = (id: string) => !process.argv.includes("--only") || id.includes(only ?? "");

const resultsFile = fileURLToPath(new URL("./results.json", import.meta.url));

const rows: BenchRow[] = [];
const broken: string[] = [];
for (const [id, measure] of Object.entries(rowSources)) {
  if (!isWanted(id)) continue;
  const started = performance.now();
  process.stderr.write(`${id} …`);
  try {
    rows.push(...[await measure({ quick })].flat());
    process.stderr.write(` ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  } catch (error) {
    broken.push(id);
    process.stderr.write(` could not be measured\n`);
    console.error(error);
  }
}

console.log(printTable(rows));
const all = allRows();
writeFileSync(resultsFile, `${JSON.stringify(all, null, 2)}\n`);
// The page shows what a full run says.
if (!quick) writeFigures(all);
const missed = rows.filter(({ pass }) => !pass).map(({ id }) => id);
console.log(
  `${rows.length - missed.length} of ${rows.length} goals met${missed.length ? `; missed: ${missed.join(", ")}` : ""}`,
);
if (broken.length > 0) {
  console.error(`Could not be measured: ${broken.join(", ")}`);
  process.exitCode = 1;
}

/** What was measured now, and with `--only` what earlier runs say of the other rows. */
function allRows(): BenchRow[] {
  if (!process.argv.includes("--only") || !existsSync(resultsFile)) return rows;
  const earlier = JSON.parse(readFileSync(resultsFile, "utf8")) as BenchRow[];
  const fresh = new Map(rows.map((row) => [row.id, row]));
  const known = new Set(earlier.map(({ id }) => id));
  return [
    ...earlier.map((row) => fresh.get(row.id) ?? row),
    ...rows.filter(({ id }) => !known.has(id)),
  ];
}
