import { bytesOfExport } from "./bytes";
import budgets from "./budgets.json";
import type { BenchRow } from "./row";

/** What each export costs on its own, beside its budget. */
export async function bytesTotal(): Promise<BenchRow[]> {
  const wanted = Object.entries(budgets).flatMap(([entry, names]) =>
    Object.entries(names).map(([name, budget]) => ({ entry, name, budget })),
  );
  const rows: BenchRow[] = [];
  for (const { entry, name, budget } of wanted) {
    const ours = await bytesOfExport(entry, name);
    rows.push({
      id: `js-total ${name}`,
      what: "gzip, all it can load, peers apart",
      ours,
      baseline: budget,
      baselineName: "its budget",
      limit: null,
      ratio: ours / budget,
      unit: "B",
      goal: "≤ 1 × budget",
      pass: ours <= budget,
    });
  }
  return rows;
}
