// What it costs a page that shows a log to read it for errors as well.
import { withAppStack } from "./appStack";
import { withBrowser } from "./browser";
import { logCost } from "./logPage";
import { median } from "./median";
import type { BenchRow } from "./row";

const PER_SECOND = 50_000;
const GOAL = 1.1;

/** The row `errors-reading`: main-thread time, read in turns so that both know the same machine. */
export function errorReading({ quick }: { quick: boolean }): Promise<BenchRow> {
  return withAppStack((app) =>
    withBrowser(async (browser) => {
      const printing = {
        count: PER_SECOND * (quick ? 2 : 5),
        perSecond: PER_SECOND,
        limitMs: 120_000,
        typing: false,
      };
      const alone: number[] = [];
      const reading: number[] = [];
      for (let round = 0; round < (quick ? 3 : 7); round++) {
        for (const [name, times] of [
          ["logs", alone],
          ["logsWithErrors", reading],
        ] as const) {
          const cost = await logCost(app, browser, name, printing);
          if (!cost) throw new Error(`The page ${name} did not answer in time.`);
          times.push(cost.busyMs);
        }
      }
      const ours = median(reading);
      const baseline = median(alone);
      return {
        id: "errors-reading",
        what: `main-thread time for ${printing.count.toLocaleString("en")} lines, 50,000 a second, read for errors`,
        ours,
        baseline,
        baselineName: "the log alone",
        limit: null,
        ratio: ours / baseline,
        unit: "ms",
        goal: `≤ ${GOAL} × the log alone`,
        pass: ours <= GOAL * baseline,
      };
    }),
  );
}
