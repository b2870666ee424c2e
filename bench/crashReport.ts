// How long after its end a process that crashes before its port opens is reported, last lines included.
import type { Profile } from "blaxel-local";
import { ProcessController } from "../src/process/processController";
import { startProcessTestbed } from "../testbed/processTestbed";
import { median } from "./median";
import type { BenchRow } from "./row";

const LIMIT_MS = 1_000;
const LAST_WORDS = "died at ";
const command = `node -e 'setTimeout(() => { console.log("${LAST_WORDS}" + Date.now()); process.exit(1) }, 300)'`;

/** The rows `crash-report A` and `crash-report B`. */
export async function crashReport({ quick }: { quick: boolean }): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const profile of ["A", "B"] as const) {
    const times: number[] = [];
    for (let round = 0; round < (quick ? 3 : 11); round++) times.push(await crash(profile));
    const ours = median(times);
    rows.push({
      id: `crash-report ${profile}`,
      what: `crash before the port opens → reported with its last lines, profile ${profile}`,
      ours,
      baseline: null,
      baselineName: null,
      limit: LIMIT_MS,
      ratio: ours / LIMIT_MS,
      unit: "ms",
      goal: `≤ ${LIMIT_MS} ms, each`,
      pass: Math.max(...times) <= LIMIT_MS,
    });
  }
  return rows;
}

async function crash(profile: Profile): Promise<number> {
  const bed = await startProcessTestbed({ profile });
  try {
    const controller = new ProcessController(bed.store, "dev", () => {});
    const subscriber = controller.addSubscriber();
    const took = await new Promise<number>((resolve, reject) =>
      subscriber.update({
        name: "dev",
        command,
        waitForPorts: [3000],
        onError: (error, lines) => {
          const last = lines.find(({ text }) => text.startsWith(LAST_WORDS));
          if (last) resolve(Date.now() - Number(last.text.slice(LAST_WORDS.length)));
          else reject(error);
        },
      }),
    );
    subscriber.release();
    return took;
  } finally {
    await bed.close();
  }
}
