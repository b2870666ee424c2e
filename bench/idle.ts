// What a page costs whose app is shown and whose user does nothing.
import { withAppStack } from "./appStack";
import { mountToPainted, visit, withBrowser } from "./browser";
import type { BenchRow } from "./row";
import { timersOf } from "./watchTimers";

/** The rows `idle`: a minute of a ready preview, ten seconds if `quick`. */
export function idle({ quick }: { quick: boolean }): Promise<BenchRow[]> {
  const seconds = quick ? 10 : 60;
  return withAppStack((app) =>
    withBrowser(async (browser) => {
      await app.run();
      const query = { command: "node app.mjs 3000" };
      return visit(
        browser,
        app.pages.address("preview", query),
        { slow: false },
        async (page, devtools) => {
          await mountToPainted(page);
          // What only starting needs may end first.
          await page.waitForTimeout(5_000);
          await devtools.send("Performance.enable");
          const busy = async () => {
            const { metrics } = await devtools.send("Performance.getMetrics");
            return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0) * 1_000;
          };
          let requests = 0;
          page.on("request", () => (requests += 1));
          const [before, busyBefore] = [await timersOf(page), await busy()];
          await page.waitForTimeout(seconds * 1_000);
          const [after, busyAfter] = [await timersOf(page), await busy()];
          const span = `over ${seconds} s`;
          return [
            row("requests", `requests of a ready page ${span}`, requests, 0, "requests"),
            row("timers", "timers that it holds: the refresh", after.live, 1, "timers"),
            row("timers set", `timers that it sets ${span}`, after.set - before.set, 0, "timers"),
            row("cpu", `main thread ${span}`, busyAfter - busyBefore, seconds * 2, "ms"),
          ];
        },
      );
    }),
  );
}

function row(name: string, what: string, ours: number, most: number, unit: string): BenchRow {
  return {
    id: `idle ${name}`,
    what,
    ours,
    baseline: null,
    baselineName: null,
    limit: most,
    ratio: most === 0 ? null : ours / most,
    unit,
    goal: `≤ ${most}`,
    pass: ours <= most,
  };
}
