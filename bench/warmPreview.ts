// Mount to painted while the app already runs: 150 ms round trip, CPU four times slower.
import { appCommand, withAppStack } from "./appStack";
import { mountToPainted, visit, withBrowser } from "./browser";
import { median, rounds } from "./median";
import type { PageName } from "./pages";
import type { BenchRow } from "./row";

const ROUND_TRIP_MS = 150;
const GOAL = 0.5;
const LIMIT_GOAL = 1.15;
const HANDOFF_GOAL = 1.05;

/** The rows `warm-preview` and `first-paint-handoff`: the same visit, with and without a hand-off. */
export function warmPreview({ quick }: { quick: boolean }): Promise<BenchRow[]> {
  return withAppStack((app) =>
    withBrowser(async (browser) => {
      await app.run();
      const pages = await app.pages.slowly(ROUND_TRIP_MS);
      const once = (name: PageName, query: Record<string, string> = {}) =>
        visit(browser, pages.address(name, query), { slow: true }, mountToPainted);
      const handoff = { handoff: pages.preview(app.previewUrl) };
      const visits: Record<string, () => Promise<number>> = {
        ours: () => once("preview"),
        document: () => once("document", { command: appCommand }),
        limit: () => once("bare"),
        handoff: () => once("preview", handoff),
        bare: () => once("bare", handoff),
      };
      // One after another in every round, so that a slow moment of the machine meets all of them.
      const times: Record<string, number[]> = {};
      for (let round = 0; round < rounds(quick); round++)
        for (const [name, measure] of Object.entries(visits))
          (times[name] ??= []).push(await measure());
      pages.close();
      const of = (name: string) => median(times[name] ?? []);
      return warmRows(of);
    }),
  );
}

function warmRows(of: (name: string) => number): BenchRow[] {
  const [ours, document, limit, handoff, bare] = [
    of("ours"),
    of("document"),
    of("limit"),
    of("handoff"),
    of("bare"),
  ];
  const unit = "ms";
  return [
    {
      id: "warm-preview",
      what: "mount → app painted, app running, 150 ms round trip, 4 × CPU",
      ours,
      baseline: document,
      baselineName: "the document's client",
      limit,
      ratio: ours / document,
      unit,
      goal: `≤ ${GOAL} × baseline`,
      pass: ours <= GOAL * document,
    },
    {
      id: "warm-preview limit",
      what: "the same beside one fetch and a bare frame",
      ours,
      baseline: null,
      baselineName: null,
      limit,
      ratio: ours / limit,
      unit,
      goal: `≤ ${LIMIT_GOAL} × limit`,
      pass: ours <= LIMIT_GOAL * limit,
    },
    {
      id: "first-paint-handoff",
      what: "the same with a server-rendered hand-off",
      ours: handoff,
      baseline: bare,
      baselineName: "the bare iframe",
      limit: null,
      ratio: handoff / bare,
      unit,
      goal: `≤ ${HANDOFF_GOAL} × baseline`,
      pass: handoff <= HANDOFF_GOAL * bare,
    },
  ];
}
