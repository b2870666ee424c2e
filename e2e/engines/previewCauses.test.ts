import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { EngineName } from "../../scripts/engines.js";
import { chosenEngines } from "../../testbed/engines/chosenEngines";
import { PATIENCE } from "../../testbed/patience";
import { sightOf } from "../../testbed/previewCauses/causes";
import { groups, type Cell } from "./cells";
import { startCauseRig, type CausePage, type CauseRig } from "./causeRig";
import { falselyReady, inWords, type Seen } from "./seen";

/** After so many probes nothing is believed any more that is not believed now. */
const ENOUGH_PROBES = 5;

/** All cells of a page wait at once, so that each takes its time on a busy machine. */
const WAIT = { ...PATIENCE, timeout: 2 * PATIENCE.timeout };

const { engines, leftOut } = chosenEngines(process.env["KIT_ENGINES"]);
for (const line of leftOut) console.warn(line);

let rig: CauseRig;
beforeAll(async () => {
  // The pages are built for production.
  vi.stubEnv("NODE_ENV", "production");
  rig = await startCauseRig(engines);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rig.close();
});

/** Waits until the cell passes `check`, which is told what there is to see; gives what it saw. */
async function seenWhen(page: CausePage, cell: Cell, check: (seen: Seen) => void): Promise<Seen> {
  return vi.waitFor(async () => {
    const seen = await page.look(cell);
    check(seen);
    return seen;
  }, WAIT);
}

/** What a failure has to say: every state that the preview passed through. */
const told = ({ passed }: Seen) => JSON.stringify(passed, undefined, 1);

async function play(page: CausePage, cell: Cell, engine: EngineName): Promise<void> {
  const { cause, answers, link } = cell;
  const sight = sightOf(cause, answers, link, engine);
  if (cause.listens === "later") {
    const before = await seenWhen(page, cell, (seen) => {
      const last = seen.passed.at(-1);
      expect(last?.isAnswered, told(seen)).toBe(true);
      if (link === "linked") expect(last?.process, told(seen)).toBe("starting");
    });
    expect(falselyReady(before, false), told(before)).toEqual([]);
    await page.release(cell);
  }
  const seen = await seenWhen(page, cell, (seen) => {
    expect(inWords(seen), told(seen)).toBe(sight);
    expect(seen.isVisible, told(seen)).toBe(sight.startsWith("ready"));
    expect(seen.warning !== "", told(seen)).toBe(sight.startsWith("ready, "));
    if (cause.isApp) expect(seen.appSince, told(seen)).toBeDefined();
    if (sight !== "error, cors-missing") return;
    expect(seen.passed.at(-1)?.attempts, told(seen)).toBeGreaterThanOrEqual(ENOUGH_PROBES);
    expect(seen.buttons).toContain("Show the page anyway");
  });
  expect(falselyReady(seen, cause.isApp), told(seen)).toEqual([]);
}

/** So many pages are open at once in each engine. */
const LANES = 1;

const lanes = engines.flatMap((engine) =>
  Array.from(
    { length: LANES },
    (_, lane) => [engine, groups.filter((_group, number) => number % LANES === lane)] as const,
  ),
);

describe.concurrent.each(lanes)("%s", (engine, own) => {
  describe.sequential.each(own.map((group) => ({ group })))("page %$", ({ group }) => {
    let page: CausePage;
    beforeAll(async () => {
      page = await rig.open(engine, group);
      return page.close;
    });

    const named = group.map((cell) => {
      const { cause, answers, link } = cell;
      const sight = sightOf(cause, answers, link, engine);
      return [`${cause.name}; answers ${answers}; ${link}: ${sight}`, cell] as const;
    });
    it.concurrent.each(named)("%s", (_title, cell) => play(page, cell, engine));
  });
});
