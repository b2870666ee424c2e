// Ten thousand clients whose sessions began within the same second, as after a deployment: the
// most renewals in any one second of the following day, with the schedule's jitter and without.
import { renewalDelay } from "../src/session/refreshScheduler";
import type { BenchRow } from "./row";

const CLIENTS = 10_000;
const LIFE_MS = 3_600_000;
const DAY_MS = 24 * LIFE_MS;
const GOAL = 0.1;

/** The row `herd`: a pure simulation, the same in every run. */
export function herd(): Promise<BenchRow> {
  const ours = peakRate(seededRandom(1));
  const baseline = peakRate(() => 0);
  return Promise.resolve({
    id: "herd",
    what: "peak renewals per second, 10,000 clients, simulated day",
    ours,
    baseline,
    baselineName: "without jitter",
    limit: null,
    ratio: ours / baseline,
    unit: "/s",
    goal: `≤ ${GOAL} × baseline`,
    pass: ours <= GOAL * baseline,
  });
}

function peakRate(random: () => number): number {
  const perSecond = new Uint32Array(DAY_MS / 1_000);
  for (let client = 0; client < CLIENTS; client++) {
    let at = (client / CLIENTS) * 1_000;
    for (;;) {
      at += renewalDelay(LIFE_MS, undefined, random);
      if (at >= DAY_MS) break;
      const second = Math.floor(at / 1_000);
      perSecond[second] = (perSecond[second] ?? 0) + 1;
    }
  }
  return perSecond.reduce((most, count) => Math.max(most, count), 0);
}

function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
