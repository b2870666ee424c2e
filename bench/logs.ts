// What a log costs the page that shows it: main-thread time, the longest task, typing, memory.
import { withAppStack } from "./appStack";
import { withBrowser } from "./browser";
import { barePainting, logCost, type LogCost } from "./logPage";
import type { BenchRow } from "./row";

const MAIN_THREAD_GOAL = 0.01;
const LONGEST_TASK_MS = 50;
const TYPING_MS = 100;
const MEMORY_GOAL = 1.2;
/** What the kit keeps of a log unless told otherwise. */
const CAP = 20_000;
const FLOOD = 50_000;
const FLOOD_SECONDS = 10;
/** After this the page that keeps all lines in a state is given up. */
const PATIENCE_MS = 120_000;

/** The rows `logs-main-thread`, `logs-flood`, `logs-typing` and `logs-memory`. */
export function logs({ quick }: { quick: boolean }): Promise<BenchRow[]> {
  return withAppStack((app) =>
    withBrowser(async (browser) => {
      const flood = {
        count: FLOOD * (quick ? 3 : FLOOD_SECONDS),
        perSecond: FLOOD,
        limitMs: PATIENCE_MS,
        typing: true,
      };
      const capped = { ...flood, count: CAP, typing: false };
      const many = {
        count: quick ? 400_000 : 2_000_000,
        perSecond: 200_000,
        limitMs: 300_000,
        typing: false,
      };
      const atCap = whole(await logCost(app, browser, "logs", capped), capped.count);
      const stateAtCap = whole(await logCost(app, browser, "setStateLogs", capped), capped.count);
      const flooded = whole(await logCost(app, browser, "logs", flood), flood.count);
      const stateFlooded = await logCost(app, browser, "setStateLogs", flood);
      const full = whole(await logCost(app, browser, "logs", many), many.count);
      const bare = await barePainting(browser);
      const isFlood = flooded.rate >= 0.9 * FLOOD;
      const rate = `${Math.round(flooded.rate).toLocaleString("en")} lines/s for ${Math.round(flood.count / flooded.rate)} s`;
      const stateTyping = stateFlooded?.longestTypingMs ?? PATIENCE_MS;
      return [
        {
          id: "logs-main-thread",
          what: "main-thread time for 20,000 lines, as many as 50,000 a second",
          ours: atCap.busyMs,
          baseline: stateAtCap.busyMs,
          baselineName: "setState([...logs, line])",
          limit: bare,
          ratio: atCap.busyMs / stateAtCap.busyMs,
          unit: "ms",
          goal: `≤ ${MAIN_THREAD_GOAL} × baseline`,
          pass: atCap.busyMs <= MAIN_THREAD_GOAL * stateAtCap.busyMs,
        },
        {
          id: "logs-flood",
          what: `longest task at ${rate}, viewer open (0: none over 50 ms)`,
          ours: flooded.longestTaskMs,
          baseline: stateFlooded?.longestTaskMs ?? PATIENCE_MS,
          baselineName: nameOf(stateFlooded),
          limit: LONGEST_TASK_MS,
          ratio: flooded.longestTaskMs / LONGEST_TASK_MS,
          unit: "ms",
          goal: `≤ ${LONGEST_TASK_MS} ms`,
          pass: isFlood && flooded.longestTaskMs <= LONGEST_TASK_MS,
        },
        {
          id: "logs-typing",
          what: `longest delay of a key typed beside it, at ${rate} (16: none longer)`,
          ours: flooded.longestTypingMs,
          baseline: stateTyping,
          baselineName: nameOf(stateFlooded),
          limit: null,
          ratio: flooded.longestTypingMs / stateTyping,
          unit: "ms",
          goal: `≤ ${TYPING_MS} ms`,
          pass: isFlood && flooded.longestTypingMs <= TYPING_MS,
        },
        {
          id: "logs-memory",
          what: `heap after ${many.count.toLocaleString("en")} lines`,
          ours: full.heapBytes / 1e6,
          baseline: atCap.heapBytes / 1e6,
          baselineName: "heap at the cap of 20,000 lines",
          limit: null,
          ratio: full.heapBytes / atCap.heapBytes,
          unit: "MB",
          goal: `≤ ${MEMORY_GOAL} × baseline`,
          pass: full.heapBytes <= MEMORY_GOAL * atCap.heapBytes,
        },
      ];
    }),
  );
}

/** A page that lacks lines has not shown what its figures are to be about. */
function whole(cost: LogCost | undefined, count: number): LogCost {
  if (!cost) throw new Error(`A page with a log of ${count} lines did not answer in time.`);
  if (cost.lines !== count) throw new Error(`${cost.lines} lines of ${count} came.`);
  return cost;
}

function nameOf(cost: LogCost | undefined): string {
  const name = "setState([...logs, line])";
  return cost ? name : `${name}, given up after ${PATIENCE_MS / 1_000} s`;
}
