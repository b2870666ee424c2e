/** One line of the table: what was measured, against what, and whether it is good enough. */
export interface BenchRow {
  id: string;
  what: string;
  ours: number;
  /** `null` where there is nothing to compare with. */
  baseline: number | null;
  baselineName: string | null;
  /** The least that physics or the platform allow, where that can be measured. */
  limit: number | null;
  /** `ours / baseline`, or `ours / limit` without a baseline. */
  ratio: number | null;
  unit: string;
  goal: string;
  pass: boolean;
}
