import { bytesToPreview } from "./bytes";
import type { BenchRow } from "./row";

const OWN_LIMIT = 8_000;
const RATIO = 0.18;

/** What a browser has to fetch before the frame has its address, beside the document's client. */
export async function bytesToPreviewRows(): Promise<BenchRow[]> {
  const { ours, own, document } = await bytesToPreview();
  return [
    {
      id: "js-to-preview",
      what: "gzip before the frame has its address, React apart",
      ours,
      baseline: document,
      baselineName: "the document's client",
      limit: null,
      ratio: ours / document,
      unit: "B",
      goal: `≤ ${RATIO} × baseline`,
      pass: ours <= RATIO * document,
    },
    {
      id: "js-to-preview own",
      what: "of that, our own code",
      ours: own,
      baseline: OWN_LIMIT,
      baselineName: "8 kB",
      limit: null,
      ratio: own / OWN_LIMIT,
      unit: "B",
      goal: "≤ 8 kB",
      pass: own <= OWN_LIMIT,
    },
  ];
}
