// From a dev server that answers to an app that is shown: on the first start, and after a crash.
import { withAppStack, type AppStack } from "./appStack";
import { visit, withBrowser } from "./browser";
import type { Browser, Page } from "playwright";
import { median, rounds } from "./median";
import type { BenchRow } from "./row";

const GOAL_MS = 300;
const command = "node app.mjs 3000 1500";

/** The rows `cold-preview`, `recover` and `recover own`. */
export function coldPreview({ quick }: { quick: boolean }): Promise<BenchRow[]> {
  return withAppStack((app) =>
    withBrowser(async (browser) => {
      const runs: Run[] = [];
      for (let round = 0; round < rounds(quick); round++) runs.push(await once(app, browser));
      const of = (key: keyof Run) => median(runs.map((run) => run[key]));
      return [
        {
          id: "cold-preview",
          what: "mount → app painted, dev server starts, process linked",
          ours: of("painted"),
          baseline: null,
          baselineName: null,
          limit: of("listening"),
          ratio: of("painted") / of("listening"),
          unit: "ms",
          goal: `≤ limit + ${GOAL_MS} ms`,
          pass: of("painted") <= of("listening") + GOAL_MS,
        },
        {
          id: "recover",
          what: "dev server back → app shown, process linked, started by somebody else",
          ours: of("recovered"),
          ...withinGoal(of("recovered")),
        },
        {
          id: "recover own",
          what: "the same, started by the page itself",
          ours: of("restarted"),
          ...withinGoal(of("restarted")),
        },
      ];
    }),
  );
}

const withinGoal = (ms: number) => ({
  baseline: null,
  baselineName: null,
  limit: null,
  ratio: null,
  unit: "ms",
  goal: `≤ ${GOAL_MS} ms`,
  pass: ms <= GOAL_MS,
});

/** Milliseconds: the first two from the mount, the others from the server's return. */
interface Run {
  painted: number;
  listening: number;
  recovered: number;
  restarted: number;
}

function once(app: AppStack, browser: Browser): Promise<Run> {
  const address = app.pages.address("preview", { command });
  return visit(browser, address, { slow: false }, async (page) => {
    const first = await shown(page, 0);
    await page.evaluate(() => window.restartApp?.());
    const second = await shown(page, first.listeningAt);
    await app.kill();
    await page.locator(".blaxel-preview:not([data-state=ready])").waitFor();
    await app.run(command);
    const third = await shown(page, second.listeningAt);
    await app.kill();
    return {
      painted: first.paintedAt - first.mountedAt,
      listening: first.listeningAt - first.mountedAt,
      recovered: third.paintedAt - third.listeningAt,
      restarted: second.paintedAt - second.listeningAt,
    };
  });
}

/** When the app that listens since later than `after` was shown, on the clock of the machine. */
async function shown(page: Page, after: number) {
  const handle = await page.waitForFunction(
    (since) => {
      const all = performance.getEntriesByName("painted") as PerformanceMark[];
      const mark = all.find(({ detail }) => (detail as number) > since);
      const mounted = performance.getEntriesByName("mount")[0];
      return (
        mark &&
        mounted && {
          listeningAt: mark.detail as number,
          paintedAt: performance.timeOrigin + mark.startTime,
          mountedAt: performance.timeOrigin + mounted.startTime,
        }
      );
    },
    after,
    { timeout: 60_000 },
  );
  const times = await handle.jsonValue();
  if (!times) throw new Error("The page has no marks.");
  return times;
}
