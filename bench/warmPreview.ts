// Mount to painted while the app already runs: over 150 ms with a CPU four times slower, and near.
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
      const near = (name: PageName, query: Record<string, string> = {}) =>
        visit(browser, app.pages.address(name, query), { slow: false }, mountToPainted);
      const pages = await app.pages.slowly(ROUND_TRIP_MS);
      const far = (name: PageName, query: Record<string, string> = {}) =>
        visit(browser, pages.address(name, query), { slow: true }, mountToPainted);
      const handoff = { handoff: pages.preview(app.previewUrl) };
      const of = await inTurns(rounds(quick), {
        ours: () => far("preview"),
        document: () => far("document", { command: appCommand }),
        limit: () => far("bare"),
        handoff: () => far("preview", handoff),
        bare: () => far("bare", handoff),
        oursNear: () => near("preview"),
        documentNear: () => near("document", { command: appCommand }),
        limitNear: () => near("bare"),
      });
      pages.close();
      return warmRows(of);
    }),
  );
}

/**
 * The median of each, by name. One after another in every round, so that a slow moment of the machine
 * meets all of them.
 */
async function inTurns<Name extends string>(
  count: number,
  visits: Record<Name, () => Promise<number>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(visits) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < count; round++)
    for (const name of names) times.get(name)?.push(await visits[name]());
  const medians = names.map((name) => [name, median(times.get(name) ?? [])] as const);
  return Object.fromEntries(medians) as Record<Name, number>;
}

type Contender =
  "ours" | "document" | "limit" | "handoff" | "bare" | "oursNear" | "documentNear" | "limitNear";

function warmRows(medians: Record<Contender, number>): BenchRow[] {
  const { ours, document, limit, handoff, bare, oursNear, documentNear, limitNear } = medians;
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
      id: "warm-preview near",
      what: "mount → app painted, app running, no round trip, CPU as it is",
      ours: oursNear,
      baseline: documentNear,
      baselineName: "the document's client",
      limit: limitNear,
      ratio: oursNear / documentNear,
      unit,
      goal: "≤ 1 × baseline",
      pass: oursNear <= documentNear,
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
