import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createIssuer, createSimulation, simulatedStore } from "../../testbed/simulation";

const loading = vi.hoisted(() => ({
  instead: undefined as (() => Promise<never>) | undefined,
  tries: 0,
  chunk: undefined as unknown,
}));
vi.mock("./refresherChunk", async () => {
  const { lazyChunk } = await import("../core");
  const ask = () => {
    loading.tries++;
    return loading.instead?.() ?? import("./sessionRefresher");
  };
  return {
    get refresherChunk() {
      return (loading.chunk ??= lazyChunk(ask, "createRefresher"));
    },
  };
});

const uncaught: unknown[] = [];
const note = (error: unknown) => uncaught.push(error);
beforeEach(() => {
  loading.tries = uncaught.length = 0;
  loading.chunk = undefined;
  process.on("unhandledRejection", note);
});
afterEach(() => {
  loading.instead = undefined;
  vi.unstubAllGlobals();
  process.off("unhandledRejection", note);
  if (uncaught.length > 0) throw new Error("Something was not caught.", { cause: uncaught[0] });
});

function stage() {
  const simulation = createSimulation();
  const issuer = createIssuer(simulation);
  const starts: number[] = [];
  const store = simulatedStore(simulation, {
    endpoint: () => {
      starts.push(simulation.environment.monotonicMs());
      return issuer.next();
    },
  });
  return { simulation, store, starts };
}

const unavailable = () => Promise.reject(new TypeError("Failed to fetch a module"));
const silent = () => new Promise<never>(() => {});

it("invariant 7: a refresher that cannot be loaded is an error that says so, and heals", async () => {
  loading.instead = unavailable;
  const { simulation, store, starts } = stage();
  store.subscribe(() => {});
  await simulation.advance(100);
  const problem = { name: "SandboxError", kind: "sdk-unavailable", retryable: true };
  expect(store.getSnapshot()).toMatchObject({
    status: "error",
    error: problem,
    previewUrl: "https://app.example/",
    isRefreshing: false,
  });
  await expect(store.credential()).rejects.toMatchObject(problem);
  await store.getSnapshot().refresh();
  vi.stubGlobal("navigator", { onLine: false });
  await simulation.advance(11_000);
  expect(store.getSnapshot().error?.kind).toBe("offline");
  vi.unstubAllGlobals();
  const before = loading.tries;
  await simulation.advance(100_000);
  expect(loading.tries - before).toBeLessThanOrEqual(8);
  expect(starts).toHaveLength(1);
  loading.instead = undefined;
  await simulation.advance(120_000);
  expect(store.getSnapshot()).toMatchObject({ status: "ready", error: undefined });
  await expect(store.credential()).resolves.toMatchObject({ name: "session-2" });
  expect(starts).toHaveLength(2);
});

it("invariant 7: who waits for a refresher that never comes waits no longer than for a session", async () => {
  loading.instead = silent;
  const { simulation, store } = stage();
  store.subscribe(() => {});
  await simulation.advance(100);
  expect(store.getSnapshot()).toMatchObject({
    status: "pending",
    isRefreshing: true,
    previewUrl: "https://app.example/",
  });
  const controller = new AbortController();
  const left = expect(store.credential(controller)).rejects.toThrow("left");
  controller.abort(new Error("left"));
  await left;
  const late = expect(store.credential()).rejects.toMatchObject({ kind: "sdk-unavailable" });
  await simulation.advance(36_000);
  await late;
});

it("the preview's address does not wait for the refresher; the session does, and asks once", async () => {
  let arrive = () => {};
  loading.instead = () =>
    new Promise<never>((_resolve, reject) => {
      arrive = () => reject(new Error("again"));
    });
  const { simulation, store, starts } = stage();
  const letGo = store.hold();
  const leave = store.subscribe(() => {});
  await simulation.advance(100);
  expect(store.preview()?.url).toBe("https://app.example/");
  expect(store.peek()).toBeUndefined();
  arrive();
  loading.instead = undefined;
  leave();
  await simulation.advance(20_000);
  store.subscribe(() => {});
  await simulation.advance(100);
  expect(store.getSnapshot().status).toBe("ready");
  expect(starts).toHaveLength(2);
  letGo();
});

it("a reader who leaves while the refresher is loaded, and comes back, gets the first answer", async () => {
  const { simulation, store, starts } = stage();
  store.hold();
  let arrive = (_module: never) => {};
  loading.instead = () => new Promise((resolve) => (arrive = resolve));
  const leave = store.subscribe(() => {});
  await simulation.advance(100);
  leave();
  await simulation.advance(100);
  arrive((await vi.importActual("./sessionRefresher")) as never);
  await simulation.advance(100);
  expect(store.getSnapshot().status).toBe("pending");
  store.subscribe(() => {});
  await simulation.advance(100);
  expect(store.getSnapshot()).toMatchObject({ status: "ready", name: "session-1" });
  expect(starts).toHaveLength(1);
});

it("clearing the cache while the refresher is loaded asks again no sooner than the floor allows", async () => {
  const { QueryClient } = await import("@tanstack/react-query");
  const queryClient = new QueryClient();
  const simulation = createSimulation();
  const issuer = createIssuer(simulation);
  const starts: number[] = [];
  const store = simulatedStore(simulation, {
    queryClient,
    endpoint: () => {
      starts.push(simulation.environment.monotonicMs());
      return issuer.next();
    },
  });
  store.subscribe(() => {});
  await simulation.advance(10);
  queryClient.clear();
  await simulation.advance(5_000);
  expect(store.getSnapshot().status).toBe("ready");
  expect((starts[1] ?? 0) - (starts[0] ?? 0)).toBeGreaterThanOrEqual(1_000);
});
