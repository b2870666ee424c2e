import type { BenchRow } from "./row";

const round = (value: number | null) =>
  value === null ? "" : Number(value.toPrecision(3)).toString();

/** The rows as a table for a terminal, which is Markdown too. */
export function printTable(rows: readonly BenchRow[]): string {
  const cells = rows.map(({ id, what, ours, baseline, limit, ratio, unit, goal, pass }) => [
    id,
    what,
    `${round(ours)} ${unit}`,
    baseline === null ? "" : `${round(baseline)} ${unit}`,
    limit === null ? "" : `${round(limit)} ${unit}`,
    round(ratio),
    goal,
    pass ? "met" : "missed",
  ]);
  const head = ["id", "what", "ours", "baseline", "limit", "ratio", "goal", "result"];
  const widths = head.map((name, column) =>
    Math.max(name.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...cells.map(line)].join(
    "\n",
  );
}
