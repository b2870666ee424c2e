import { beforeAll, describe, expect, it, vi } from "vitest";
import { chosenEngines } from "../../testbed/engines/chosenEngines";
import { PATIENCE } from "../../testbed/patience";
import { sightOf } from "../../testbed/previewCauses/causes";
import { cells } from "./cells";
import { startCauseRig, type CausePage, type CauseRig } from "./causeRig";
import { falselyReady, inWords, type Seen } from "./seen";

/** After so many probes nothing is believed any more that is not believed now. */
const ENOUGH_PROBES = 5;

const { engines, leftOut } = chosenEngines(process.env["KIT_ENGINES"]);
for (const line of leftOut) console.warn(line);

/** Waits until the page passes `check`, which is told what there is to see; gives what it saw. */
async function seenWhen(page: CausePage, check: (seen: Seen) => void): Promise<Seen> {
  return vi.waitFor(async () => {
    const seen = await page.look();
    check(seen);
    return seen;
  }, PATIENCE);
}

/** What a failure has to say: every state that the page passed through. */
const told = ({ passed }: Seen) => JSON.stringify(passed, undefined, 1);

describe.each(engines)("%s", (engine) => {
  let rig: CauseRig;
  beforeAll(async () => {
    // The pages are built for production.
    vi.stubEnv("NODE_ENV", "production");
    rig = await startCauseRig(engine);
    return async () => {
      vi.unstubAllEnvs();
      await rig.close();
    };
  });

  const named = cells.map((cell) => {
    const { cause, answers, link } = cell;
    const sight = sightOf(cause, answers, link, engine);
    return [`${cause.name}; answers ${answers}; ${link}: ${sight}`, cell, sight] as const;
  });

  it.concurrent.each(named)("%s", async (_title, cell, sight) => {
    const { cause, link } = cell;
    const page = await rig.open(cell);
    try {
      if (cause.listens === "later") {
        const before = await seenWhen(page, (seen) => {
          const last = seen.passed.at(-1);
          expect(last?.isAnswered, told(seen)).toBe(true);
          if (link === "linked") expect(last?.process, told(seen)).toBe("starting");
        });
        expect(falselyReady(before, false), told(before)).toEqual([]);
        await page.release();
      }
      const seen = await seenWhen(page, (seen) => {
        expect(inWords(seen), told(seen)).toBe(sight);
        expect(seen.isVisible, told(seen)).toBe(sight.startsWith("ready"));
        expect(seen.warning !== "", told(seen)).toBe(sight.startsWith("ready, "));
        if (cause.isApp) expect(seen.appSince, told(seen)).toBeDefined();
        if (sight !== "error, cors-missing") return;
        expect(seen.passed.at(-1)?.attempts, told(seen)).toBeGreaterThanOrEqual(ENOUGH_PROBES);
        expect(seen.buttons).toContain("Show the page anyway");
      });
      expect(falselyReady(seen, cause.isApp), told(seen)).toEqual([]);
    } finally {
      await page.close();
    }
  });
});
