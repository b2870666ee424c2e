// How many control-plane calls a thousand GETs cost: all at once, from nothing.
import { withRoutes, type Routes } from "./handlerRoutes";
import type { BenchRow } from "./row";

const goal = 0.002;

export async function handlerCalls({ quick = false } = {}): Promise<BenchRow> {
  const gets = 1000;
  const baselineGets = quick ? 50 : 1000;
  return withRoutes(0, async (routes) => {
    const ours = await countCalls(routes, routes.ours, gets);
    // One after the other: sessions of the SDK that are made in the same millisecond collide.
    const each = (await countCalls(routes, routes.document, baselineGets, 1)) / baselineGets;
    const baseline = each * gets;
    return {
      id: "handler-calls",
      what: "control-plane calls per 1,000 GETs",
      ours,
      baseline,
      baselineName: "the document's route",
      limit: null,
      ratio: ours / baseline,
      unit: "calls",
      goal: `≤ ${goal} × the document's route`,
      pass: ours / baseline <= goal,
    };
  });
}

async function countCalls(
  { calls }: Routes,
  get: () => Promise<Response>,
  gets: number,
  atOnce = gets,
): Promise<number> {
  const before = calls();
  for (let done = 0; done < gets; done += atOnce) {
    const responses = await Promise.all(Array.from({ length: atOnce }, get));
    const failed = responses.find(({ ok }) => !ok);
    if (failed) throw new Error(`A route answered ${failed.status}.`);
  }
  return calls() - before;
}
