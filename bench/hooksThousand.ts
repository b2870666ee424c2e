// What a thousand components cost that all use the hooks: as much as one.
import { withAppStack } from "./appStack";
import { visit, withBrowser } from "./browser";
import type { BenchRow } from "./row";
import { timersOf } from "./watchTimers";

/** The rows `hooks-1000`. */
export function hooksThousand(): Promise<BenchRow[]> {
  return withAppStack((app) =>
    withBrowser(async (browser) => {
      await app.run();
      const before = await app.stack.call("endpointRequests");
      return visit(browser, app.pages.address("thousand"), { slow: false }, async (page) => {
        await page.waitForFunction(
          () => document.querySelectorAll('i[data-status="ready"]').length === 1_000,
        );
        // What only starting needs may end first.
        await page.waitForTimeout(3_000);
        const requests = (await app.stack.call("endpointRequests")) - before;
        const { live } = await timersOf(page);
        const renders = await rendersOfRotation();
        return [
          row("requests", "session requests of 1,000 components", requests, 1),
          row("timers", "timers that 1,000 components hold", live, 1),
          row("commits", "renders of 1,000 components on rotation", renders, 0),
        ];

        async function rendersOfRotation() {
          const [had, ends] = await page.evaluate(() => [window.renders, window.sessionEnds]);
          await app.stack.call("renewSessions");
          await page.evaluate(() => window.rotate?.());
          await page.waitForFunction((old) => window.sessionEnds !== old, ends);
          return page.evaluate((count) => window.renders - count, had ?? 0);
        }
      });
    }),
  );
}

function row(name: string, what: string, ours: number, goal: number): BenchRow {
  return {
    id: `hooks-1000 ${name}`,
    what,
    ours,
    baseline: null,
    baselineName: null,
    limit: goal,
    ratio: goal === 0 ? null : ours / goal,
    unit: name,
    goal: `${goal}`,
    pass: ours <= goal,
  };
}
