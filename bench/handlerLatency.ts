// How long a GET takes once the route is warm, when every control-plane call takes 80 ms.
import { withRoutes } from "./handlerRoutes";
import type { BenchRow } from "./row";

const goal = 0.02;
const latencyMs = 80;

export async function handlerLatency({ quick = false } = {}): Promise<BenchRow> {
  return withRoutes(latencyMs, async (routes) => {
    const ours = await medianMs(routes.ours, 200);
    const baseline = await medianMs(routes.document, quick ? 5 : 20);
    return {
      id: "handler-latency",
      what: "median GET, warm, control plane with 80 ms latency",
      ours,
      baseline,
      baselineName: "the document's route",
      limit: null,
      ratio: ours / baseline,
      unit: "ms",
      goal: `≤ ${goal} × the document's route`,
      pass: ours / baseline <= goal,
    };
  });
}

async function medianMs(get: () => Promise<Response>, runs: number): Promise<number> {
  await get();
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    await (await get()).json();
    times.push(performance.now() - started);
  }
  const middle = times.toSorted((a, b) => a - b)[Math.floor(runs / 2)];
  return middle ?? Number.NaN;
}
