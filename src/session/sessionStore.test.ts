import { expect, it } from "vitest";
import { createIssuer, createSimulation, json, simulatedStore } from "../../testbed/simulation";
import type { SandboxSessionEvent } from "./types";

function stage({ lifetimeMs = 900_000, clockAheadMs = 0 } = {}) {
  const simulation = createSimulation({ clockAheadMs });
  const issuer = createIssuer(simulation, lifetimeMs);
  const urls: string[] = [];
  const starts: number[] = [];
  let script: (() => Promise<Response>) | undefined;
  simulation.answer = ({ url }) => {
    urls.push(url);
    starts.push(simulation.now());
    return script ? script() : Promise.resolve(json(issuer.next()));
  };
  const store = simulatedStore(simulation);
  const events: SandboxSessionEvent[] = [];
  store.observe((event) => events.push(event));
  const respond = (next: (() => Promise<Response> | Response) | undefined) => {
    script = next && (async () => next());
  };
  return { simulation, issuer, store, urls, starts, events, respond };
}

it("fetches when the first reader comes, and renews inside the margin", async () => {
  const { simulation, store, starts, events } = stage();
  store.hold();
  expect(store.getSnapshot()).toMatchObject({ status: "pending", isRefreshing: false });
  await simulation.advance(1000);
  expect(starts).toHaveLength(0);
  store.subscribe(() => {});
  await simulation.advance(1000);
  expect(store.getSnapshot()).toMatchObject({
    status: "ready",
    name: "session-1",
    previewUrl: "https://app.example/",
  });
  await simulation.advance(820_000);
  expect(starts).toHaveLength(1);
  await simulation.advance(55_000);
  expect(starts).toHaveLength(2);
  expect(store.getSnapshot()).toMatchObject({ status: "ready", name: "session-2" });
  expect(events.map(({ type }) => type)).toEqual(["fetched", "refreshed"]);
});

it("rests when the last reader has gone, and forgets when the last holder has", async () => {
  const { simulation, store, starts } = stage();
  const letGo = store.hold();
  const leave = store.subscribe(() => {});
  await simulation.advance(10);
  leave();
  store.subscribe(() => {})();
  await simulation.advance(86_400_000);
  expect(starts).toHaveLength(1);
  expect(store.peek()?.name).toBe("session-1");
  letGo();
  await simulation.advance(10);
  expect(store.peek()).toBeUndefined();
  store.subscribe(() => {});
  await simulation.advance(10);
  expect(store.peek()?.name).toBe("session-2");
});

it("a session refused by the sandbox is replaced once for all who ask", async () => {
  const { simulation, store, urls } = stage();
  store.subscribe(() => {});
  await simulation.advance(2000);
  const used = await store.credential();
  const asked = Array.from({ length: 200 }, () => store.replace(used));
  await simulation.advance(1000);
  const next = await Promise.all(asked);
  expect(new Set(next).size).toBe(1);
  expect(next[0]?.generation).toBeGreaterThan(used.generation);
  expect(urls).toEqual(["/api/sandbox", "/api/sandbox?refused=session-1"]);
  expect(await store.replace(used)).toBe(next[0]);
});

it("the same session again after a refusal is a failure that says so, and is not asked for in a hurry", async () => {
  const { simulation, issuer, store, urls, respond } = stage();
  const same = issuer.next();
  respond(() => json(same));
  store.subscribe(() => {});
  await simulation.advance(2000);
  const used = await store.credential();
  for (let call = 0; call < 20; call++) {
    const failed = expect(store.replace(used)).rejects.toMatchObject({ kind: "session-expired" });
    await simulation.advance(40_000);
    await failed;
  }
  expect(store.getSnapshot()).toMatchObject({
    status: "ready",
    refreshError: { kind: "session-expired" },
  });
  expect(urls.length).toBeLessThan(16);
});

it("refreshed but not newer keeps the session and asks again in half of what is left", async () => {
  const { simulation, issuer, store, starts, respond } = stage();
  const same = issuer.next();
  respond(() => json({ ...same, server_time: new Date(simulation.now()).toISOString() }));
  store.subscribe(() => {});
  await simulation.advance(860_000);
  expect(store.getSnapshot()).toMatchObject({ status: "ready", notRenewed: true });
  expect(store.getSnapshot().refreshError).toBeUndefined();
  const waits = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(5000);
  respond(undefined);
  await simulation.advance(40_000);
  expect(store.getSnapshot()).toMatchObject({ status: "ready", notRenewed: false });
});

it.each([
  ["the device's clock is right", 0],
  ["the device's clock is an hour fast", 3_600_000],
  ["the device's clock is an hour slow", -3_600_000],
])("a fresh answer is never taken for expired: %s", async (_name, clockAheadMs) => {
  const { simulation, store, starts } = stage({ clockAheadMs });
  store.subscribe(() => {});
  await simulation.advance(4 * 900_000);
  expect(store.getSnapshot().status).toBe("ready");
  expect(starts.length).toBeLessThanOrEqual(6);
});

it("a clock turned while the session lives costs one request at the most", async () => {
  const { simulation, store, starts } = stage();
  store.subscribe(() => {});
  await simulation.advance(100_000);
  simulation.clockAheadMs = 3_600_000;
  await simulation.wake();
  await simulation.advance(1000);
  expect(store.getSnapshot().status).toBe("ready");
  simulation.clockAheadMs = -3_600_000;
  await simulation.wake();
  await simulation.advance(600_000);
  expect(store.getSnapshot().status).toBe("ready");
  expect(starts).toHaveLength(2);
});

it("a 401 of the backend ends the session, and only the user or a wake asks again", async () => {
  const { simulation, store, starts, respond } = stage();
  store.subscribe(() => {});
  await simulation.advance(1000);
  respond(() => new Response(null, { status: 401 }));
  await simulation.advance(86_400_000);
  expect(store.getSnapshot()).toMatchObject({ status: "error", error: { kind: "unauthorized" } });
  expect(starts).toHaveLength(2);
  await expect(store.credential()).rejects.toMatchObject({ kind: "unauthorized" });
  await simulation.wake();
  await simulation.advance(1000);
  expect(starts).toHaveLength(3);
  respond(undefined);
  const refreshed = store.getSnapshot().refresh();
  await simulation.advance(2000);
  await refreshed;
  expect(store.getSnapshot()).toMatchObject({ status: "ready", name: "session-2" });
});

it("Retry-After is honoured by the schedule and by wakes, not by the user", async () => {
  const { simulation, store, starts, respond } = stage();
  respond(() => new Response(null, { status: 429, headers: { "Retry-After": "120" } }));
  store.subscribe(() => {});
  await simulation.advance(119_000);
  await simulation.wake();
  expect(starts).toHaveLength(1);
  const refreshed = store.getSnapshot().refresh();
  await simulation.settle();
  await refreshed;
  expect(starts).toHaveLength(2);
  await simulation.advance(133_000);
  expect(starts).toHaveLength(3);
});

it("sessions of thirty days do not overflow a timer", async () => {
  const month = 30 * 86_400_000;
  const { simulation, store, starts } = stage({ lifetimeMs: month });
  store.subscribe(() => {});
  await simulation.advance(month - 400_000);
  expect(starts).toHaveLength(1);
  await simulation.advance(300_000);
  expect(starts).toHaveLength(2);
  expect(store.getSnapshot().status).toBe("ready");
});

it("an endpoint that hangs is given up, also by a function that ignores its signal", async () => {
  const simulation = createSimulation();
  let calls = 0;
  const store = simulatedStore(simulation, {
    endpoint: () => {
      calls++;
      return new Promise(() => {});
    },
  });
  store.subscribe(() => {});
  const waiting = store.credential();
  const failed = expect(waiting).rejects.toMatchObject({ kind: "timeout" });
  await simulation.advance(36_000);
  await failed;
  expect(store.getSnapshot()).toMatchObject({ status: "error", error: { kind: "timeout" } });
  await simulation.advance(10_000);
  expect(calls).toBe(2);
});

it("clearing the query cache drops the session and asks for another", async () => {
  const { QueryClient } = await import("@tanstack/react-query");
  const queryClient = new QueryClient();
  const simulation = createSimulation();
  const issuer = createIssuer(simulation);
  const store = simulatedStore(simulation, { queryClient, endpoint: () => issuer.next() });
  store.subscribe(() => {});
  await simulation.advance(5000);
  queryClient.clear();
  expect(store.peek()).toBeUndefined();
  await simulation.advance(1000);
  expect(store.peek()?.name).toBe("session-2");
});

it("previews keep their identity until their address or token changes", async () => {
  const simulation = createSimulation();
  const issuer = createIssuer(simulation);
  let token = "t1";
  const store = simulatedStore(simulation, {
    endpoint: () => ({
      ...issuer.next(),
      previews: {
        app: { url: "https://app.example/", token },
        api: { url: "https://api.example" },
      },
    }),
  });
  store.subscribe(() => {});
  await simulation.advance(1000);
  const app = store.preview();
  const api = store.preview("api");
  expect(app?.name).toBe("app");
  expect(app?.token).toBe("t1");
  await simulation.advance(900_000);
  expect(store.preview("app")).toBe(app);
  token = "t2";
  const replaced = store.replacePreview(app ?? expect.fail());
  await simulation.advance(2000);
  expect((await replaced).token).toBe("t2");
  expect(store.preview("api")).toBe(api);
});

it("invariant 2: what the query cache holds dehydrates without a token", async () => {
  const { QueryClient, dehydrate } = await import("@tanstack/react-query");
  const queryClient = new QueryClient();
  const simulation = createSimulation();
  const issuer = createIssuer(simulation);
  const store = simulatedStore(simulation, { queryClient, endpoint: () => issuer.next() });
  store.subscribe(() => {});
  await simulation.advance(1000);
  expect((await store.credential()).token).toBe("token-1");
  const dehydrated = dehydrate(queryClient);
  expect(dehydrated.queries).toHaveLength(1);
  expect(JSON.stringify(dehydrated)).not.toContain("token-1");
  expect(JSON.stringify(store.getSnapshot())).not.toContain("token-1");
});

it("invariant 7: a floor under the request rate, whoever asks and whatever the clock does", async () => {
  const { simulation, store, starts, respond } = stage();
  const begun: number[] = [];
  const { fetch } = simulation.environment;
  simulation.environment.fetch = (url, init) => {
    begun.push(simulation.environment.monotonicMs());
    return fetch(url, init);
  };
  const letGo = store.hold();
  let leave = store.subscribe(() => {});
  const asks = [
    () => store.getSnapshot().refresh(),
    () => simulation.wake(),
    () => store.peek() && store.replace(store.peek() ?? expect.fail()),
    () => simulation.sleep(3_600_000),
    () => {
      leave();
      leave = store.subscribe(() => {});
    },
  ];
  const ignored: unknown[] = [];
  for (let turn = 0; turn < 600; turn++) {
    simulation.clockAheadMs = ((turn % 7) - 3) * 3_600_000;
    respond(turn % 3 === 0 ? () => new Response(null, { status: 500 }) : undefined);
    Promise.resolve(asks[turn % asks.length]?.()).catch((error: unknown) => ignored.push(error));
    await simulation.advance(100);
  }
  letGo();
  const gaps = begun.slice(1).map((at, index) => at - (begun[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
  expect(starts.length).toBeGreaterThan(10);
});
