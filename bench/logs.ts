// What a log costs the page that shows it: main-thread time, the longest task, memory.
import type { Browser } from "playwright";
import { withAppStack, type AppStack } from "./appStack";
import { visit, withBrowser } from "./browser";
import type { PageName } from "./pages";
import type { BenchRow } from "./row";

const MAIN_THREAD_GOAL = 0.01;
const LONGEST_TASK_MS = 50;
const MEMORY_GOAL = 1.2;
/** What the kit keeps of a log unless told otherwise. */
const CAP = 20_000;

interface Cost {
  busyMs: number;
  longestMs: number;
  heapBytes: number;
}

/** The rows `logs-main-thread`, `logs-flood` and `logs-memory`. */
export function logs({ quick }: { quick: boolean }): Promise<BenchRow[]> {
  return withAppStack((app) =>
    withBrowser(async (browser) => {
      const many = quick ? 400_000 : 2_000_000;
      const ours = await cost(app, browser, "logs", CAP, 1_000);
      const baseline = await cost(app, browser, "setStateLogs", CAP, 1_000);
      const flood = await cost(app, browser, "logs", 250_000, 1_000);
      const full = await cost(app, browser, "logs", many, 10_000);
      return [
        {
          id: "logs-main-thread",
          what: "main-thread time for 20,000 lines",
          ours: ours.busyMs,
          baseline: baseline.busyMs,
          baselineName: "setState([...logs, line])",
          limit: null,
          ratio: ours.busyMs / baseline.busyMs,
          unit: "ms",
          goal: `≤ ${MAIN_THREAD_GOAL} × baseline`,
          pass: ours.busyMs <= MAIN_THREAD_GOAL * baseline.busyMs,
        },
        {
          id: "logs-flood",
          what: "longest task at up to 50,000 lines/s, viewer open (0: none over 50 ms)",
          ours: flood.longestMs,
          baseline: null,
          baselineName: null,
          limit: LONGEST_TASK_MS,
          ratio: flood.longestMs / LONGEST_TASK_MS,
          unit: "ms",
          goal: `≤ ${LONGEST_TASK_MS} ms`,
          pass: flood.longestMs <= LONGEST_TASK_MS,
        },
        {
          id: "logs-memory",
          what: `heap after ${many.toLocaleString("en")} lines`,
          ours: full.heapBytes / 1e6,
          baseline: ours.heapBytes / 1e6,
          baselineName: "heap at the cap of 20,000 lines",
          limit: null,
          ratio: full.heapBytes / ours.heapBytes,
          unit: "MB",
          goal: `≤ ${MEMORY_GOAL} × baseline`,
          pass: full.heapBytes <= MEMORY_GOAL * ours.heapBytes,
        },
      ];
    }),
  );
}

let printers = 0;

/** The page from the process's first word to its last. */
function cost(
  { pages, stack }: AppStack,
  browser: Browser,
  name: PageName,
  count: number,
  batch: number,
): Promise<Cost> {
  const process = `printer-${++printers}`;
  const query = { name: process, command: `node print.mjs ${count} ${batch}` };
  return visit(browser, pages.address(name, query), { slow: false }, async (page, devtools) => {
    await devtools.send("Performance.enable");
    const busy = async () => {
      const { metrics } = await devtools.send("Performance.getMetrics");
      return (metrics.find((metric) => metric.name === "TaskDuration")?.value ?? 0) * 1_000;
    };
    const says = (word: string) =>
      page.waitForFunction(
        // `textContent`, as `innerText` would lay out all rows for each look.
        (text) => document.querySelector("[role=log]")?.textContent.includes(text),
        word,
        { timeout: 120_000, polling: 200 },
      );
    await says("started");
    await page.evaluate(() => {
      window.longestTask = 0;
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries())
          window.longestTask = Math.max(window.longestTask, duration);
      }).observe({ type: "longtask" });
    });
    const before = await busy();
    await says("finished");
    const busyMs = (await busy()) - before;
    const longestMs = await page.evaluate(() => window.longestTask);
    await devtools.send("HeapProfiler.collectGarbage");
    const { usedSize } = await devtools.send("Runtime.getHeapUsage");
    await stack.call("sandboxCall", "DELETE", `/process/${process}/kill`);
    return { busyMs, longestMs, heapBytes: usedSize };
  });
}

declare global {
  interface Window {
    /** Milliseconds. */
    longestTask: number;
  }
}
