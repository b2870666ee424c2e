// The session in the application's own query client: what the application does to its cache, and what the
// cache may hold. The client is a real one, and so are dehydration and hydration.
import {
  dehydrate,
  hydrate,
  QueryCache,
  QueryClient,
  type DehydratedState,
} from "@tanstack/react-query";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { SandboxSessionEvent } from "./types";
import { sessionStoreOf } from "./registry";
import { createIssuer, createSimulation, simulatedStore } from "../../testbed/simulation";

const MINUTE = 60_000;
const KEY = ["session of a test"];
const everything = { shouldDehydrateQuery: () => true };

/** What a disk or a server keeps of it. */
const persisted = (state: DehydratedState): DehydratedState =>
  JSON.parse(JSON.stringify(state, (key, value) => (key === "promise" ? undefined : value)));

/** What another visit has left in a cache under the session's key. */
const garbage = (data: unknown, updatedAt = Date.now()): DehydratedState => {
  const client = new QueryClient();
  client.setQueryData(KEY, data, { updatedAt });
  return persisted(dehydrate(client));
};

function stage({ queryClient = new QueryClient(), isDown = false } = {}) {
  const simulation = createSimulation();
  const issuer = createIssuer(simulation);
  const starts: number[] = [];
  const backend = { isDown, answer: undefined as (() => Promise<Response>) | undefined };
  const store = simulatedStore(simulation, {
    queryClient,
    queryKey: KEY,
    endpoint: () => {
      starts.push(simulation.environment.monotonicMs());
      if (backend.answer) return backend.answer();
      return backend.isDown ? new Response(null, { status: 500 }) : issuer.next();
    },
  });
  const events: SandboxSessionEvent["type"][] = [];
  store.observe(({ type }) => events.push(type));
  const closest = () => Math.min(...starts.slice(1).map((at, index) => at - (starts[index] ?? 0)));
  const query = () => queryClient.getQueryCache().find({ queryKey: KEY });
  return { simulation, issuer, queryClient, store, starts, backend, events, closest, query };
}

afterEach(() => {
  vi.restoreAllMocks();
});

const forgets: [what: string, forget: (client: QueryClient) => void][] = [
  ["clear()", (client) => client.clear()],
  ["removeQueries()", (client) => client.removeQueries()],
  ["removeQueries() by key", (client) => client.removeQueries({ queryKey: KEY })],
];

describe.each(forgets)("%s forgets the session and asks for another", (_what, forget) => {
  it("that was fetched", async () => {
    const { simulation, queryClient, store, starts } = stage();
    store.subscribe(() => {});
    await simulation.advance(MINUTE);
    forget(queryClient);
    expect(store.peek()).toBeUndefined();
    expect(store.getSnapshot()).toMatchObject({ previewUrl: undefined });
    await simulation.advance(1_000);
    expect(store.peek()?.name).toBe("session-2");
    expect(starts).toHaveLength(2);
  });

  it("whose query a server had rendered, or a disk restored", async () => {
    const queryClient = new QueryClient();
    hydrate(queryClient, garbage({ name: "session-of-before" }));
    const { simulation, store } = stage({ queryClient });
    store.subscribe(() => {});
    await simulation.advance(MINUTE);
    forget(queryClient);
    expect(store.peek()).toBeUndefined();
    await simulation.advance(1_000);
    expect(store.peek()?.name).toBe("session-2");
  });

  it("whose query was restored while it was in use", async () => {
    const { simulation, queryClient, store } = stage();
    store.subscribe(() => {});
    await simulation.advance(MINUTE);
    hydrate(queryClient, garbage({ name: "session-of-before" }, Date.now() + MINUTE));
    forget(queryClient);
    expect(store.peek()).toBeUndefined();
    await simulation.advance(1_000);
    expect(store.peek()?.name).toBe("session-2");
  });

  it("that the server handed over, although nobody has asked for one", async () => {
    const { simulation, issuer, queryClient, store, starts } = stage();
    store.hydrate(issuer.next());
    const letGo = store.hold();
    expect(store.peek()?.name).toBe("session-1");
    forget(queryClient);
    expect(store.peek()).toBeUndefined();
    await simulation.advance(MINUTE);
    expect(starts).toEqual([]);
    store.subscribe(() => {});
    await simulation.advance(1_000);
    expect(store.peek()?.name).toBe("session-2");
    letGo();
  });

  it("that nobody reads any more", async () => {
    const { simulation, queryClient, store, starts } = stage();
    const letGo = store.hold();
    const leave = store.subscribe(() => {});
    await simulation.advance(MINUTE);
    leave();
    await simulation.advance(MINUTE);
    forget(queryClient);
    expect(store.peek()).toBeUndefined();
    await simulation.advance(MINUTE);
    expect(starts).toHaveLength(1);
    letGo();
  });

  it("that is being asked for: the answer of before is nobody's", async () => {
    const { simulation, issuer, queryClient, store, starts, backend } = stage();
    backend.answer = async () => {
      await simulation.delay(3_000);
      return Response.json(issuer.next());
    };
    store.subscribe(() => {});
    await simulation.advance(1_000);
    forget(queryClient);
    await simulation.advance(2_500);
    expect(store.peek()).toBeUndefined();
    await simulation.advance(2_500);
    expect(store.peek()?.name).toBe("session-2");
    expect(starts).toHaveLength(2);
  });

  it("again and again, and asks no faster than the floor allows", async () => {
    const { simulation, queryClient, store, starts, closest } = stage();
    store.subscribe(() => {});
    for (let turn = 0; turn < 100; turn++) {
      await simulation.advance(100);
      forget(queryClient);
    }
    await simulation.advance(1_000);
    expect(store.getSnapshot().status).toBe("ready");
    expect(starts.length).toBeGreaterThan(5);
    expect(closest()).toBeGreaterThanOrEqual(1_000);
  });
});

it("an endpoint that clears the cache while it is asked for the first time is asked once more", async () => {
  const { simulation, issuer, queryClient, store, starts, backend, events } = stage();
  backend.answer = async () => {
    backend.answer = undefined;
    queryClient.clear();
    return Response.json(issuer.next());
  };
  store.subscribe(() => {});
  await simulation.advance(10_000);
  expect(events).toEqual(["fetched"]);
  expect(starts).toHaveLength(2);
  expect(store.getSnapshot()).toMatchObject({ status: "ready", name: "session-2" });
});

const refetches: [what: string, refetch: (client: QueryClient) => Promise<unknown>][] = [
  ["refetchQueries()", (client) => client.refetchQueries()],
  ["refetchQueries() of what is active", (client) => client.refetchQueries({ type: "active" })],
  ["invalidateQueries()", (client) => client.invalidateQueries()],
  ["invalidateQueries() by key", (client) => client.invalidateQueries({ queryKey: KEY })],
  ["resetQueries()", (client) => client.resetQueries()],
];

describe.each(refetches)("%s", (_what, refetch) => {
  it("asks once, now, and is done when the fresh session is there", async () => {
    const { simulation, queryClient, store, starts, query } = stage();
    store.subscribe(() => {});
    await simulation.advance(MINUTE);
    const done = refetch(queryClient).then(() => store.peek()?.name);
    await simulation.advance(10);
    expect(await done).toBe("session-2");
    expect(starts).toHaveLength(2);
    expect(query()?.state.data).toMatchObject({ name: "session-2" });
    await simulation.advance(MINUTE);
    expect(starts).toHaveLength(2);
    expect(store.getSnapshot()).toMatchObject({ status: "ready", refreshError: undefined });
  });

  it("shares the request that is under way", async () => {
    const { simulation, issuer, queryClient, store, starts, backend } = stage();
    store.subscribe(() => {});
    await simulation.advance(MINUTE);
    backend.answer = async () => {
      await simulation.delay(3_000);
      return Response.json(issuer.next());
    };
    const refreshed = store.getSnapshot().refresh();
    await simulation.advance(100);
    const done = Promise.all([refetch(queryClient), refetch(queryClient), refreshed]);
    await simulation.advance(4_000);
    await done;
    expect(starts).toHaveLength(2);
    expect(store.peek()?.name).toBe("session-2");
  });

  it("many times over asks no faster than the floor allows, and ends with the newest", async () => {
    const { simulation, queryClient, store, starts, closest, query } = stage();
    store.subscribe(() => {});
    const all: Promise<unknown>[] = [];
    for (let turn = 0; turn < 100; turn++) {
      await simulation.advance(50);
      all.push(refetch(queryClient));
    }
    await simulation.advance(2_000);
    await Promise.all(all);
    expect(closest()).toBeGreaterThanOrEqual(1_000);
    expect(starts.length).toBeLessThanOrEqual(7);
    expect(store.peek()?.name).toBe(`session-${starts.length}`);
    expect(query()?.state.data).toMatchObject({ name: `session-${starts.length}` });
  });

  it("tells of a failure, and does not ask again in a hurry", async () => {
    const { simulation, queryClient, store, starts, backend } = stage();
    store.subscribe(() => {});
    await simulation.advance(MINUTE);
    backend.isDown = true;
    const first = refetch(queryClient);
    await simulation.advance(100);
    await first;
    expect(store.getSnapshot()).toMatchObject({ refreshError: { kind: "endpoint-failed" } });
    backend.isDown = false;
    const again = refetch(queryClient);
    await simulation.advance(3_000);
    expect(starts).toHaveLength(2);
    await simulation.advance(3_000);
    await again;
    expect(starts).toHaveLength(3);
    expect(store.getSnapshot()).toMatchObject({ name: "session-2", refreshError: undefined });
  });

  it("honours Retry-After", async () => {
    const { simulation, queryClient, store, starts, backend } = stage();
    backend.answer = async () =>
      new Response(null, { status: 429, headers: { "Retry-After": "60" } });
    store.subscribe(() => {});
    await simulation.advance(10_000);
    await refetch(queryClient);
    await simulation.advance(40_000);
    expect(starts).toHaveLength(1);
  });
});

it("cancelQueries() takes no session away, neither one that is there nor one that is asked for", async () => {
  const { simulation, issuer, queryClient, store, starts, backend } = stage();
  backend.answer = async () => {
    await simulation.delay(3_000);
    return Response.json(issuer.next());
  };
  store.subscribe(() => {});
  await simulation.advance(1_000);
  await queryClient.cancelQueries();
  await simulation.advance(3_000);
  expect(store.getSnapshot()).toMatchObject({ status: "ready", name: "session-1" });
  const refreshed = store.getSnapshot().refresh();
  await simulation.advance(100);
  await queryClient.cancelQueries();
  await simulation.advance(4_000);
  await refreshed;
  expect(store.getSnapshot()).toMatchObject({ status: "ready", name: "session-2" });
  expect(starts).toHaveLength(2);
});

it("a session that nobody reads is not asked for because everything is invalidated", async () => {
  const { simulation, queryClient, store, starts } = stage();
  const letGo = store.hold();
  const leave = store.subscribe(() => {});
  await simulation.advance(MINUTE);
  leave();
  await simulation.advance(MINUTE);
  await queryClient.invalidateQueries();
  await simulation.advance(MINUTE);
  expect(starts).toHaveLength(1);
  letGo();
});

it("a session that the server handed over is in the cache, and not asked for because of that", async () => {
  const { simulation, issuer, store, starts, query } = stage();
  store.hydrate(issuer.next());
  store.subscribe(() => {});
  await simulation.advance(MINUTE);
  expect(query()?.state.data).toMatchObject({ name: "session-1" });
  expect(starts).toEqual([]);
});

describe("defaults of the application's client do not change when a session is asked for", () => {
  it.each<[what: string, queries: object]>([
    ["disabled", { enabled: false }],
    ["polling", { refetchInterval: 1_000, refetchIntervalInBackground: true }],
    ["refetching on sight", { refetchOnMount: "always", staleTime: 0 }],
    ["retrying", { retry: 10, retryDelay: 1 }],
    ["short-lived", { gcTime: 0 }],
    ["with hashes of its own", { queryKeyHashFn: (key: unknown) => `own ${JSON.stringify(key)}` }],
    ["restoring from a disk", { persister: async () => ({ name: "session-of-before" }) }],
  ])("%s", async (_what, queries) => {
    const queryClient = new QueryClient({ defaultOptions: { queries } });
    const { simulation, store, starts, closest } = stage({ queryClient });
    store.subscribe(() => {});
    await simulation.advance(10 * MINUTE);
    expect(store.getSnapshot()).toMatchObject({ status: "ready", name: "session-1" });
    expect(starts).toHaveLength(1);
    await simulation.advance(10 * MINUTE);
    expect(starts).toHaveLength(2);
    queryClient.clear();
    await simulation.advance(1_000);
    expect(store.peek()?.name).toBe("session-3");
    expect(closest()).toBeGreaterThan(1_000);
  });
});

describe("hydrated garbage is ignored", () => {
  const left: [what: string, data: unknown][] = [
    ["null", null],
    ["a text", "session"],
    ["what an older version kept", { name: "old", url: "https://a.example", token: "old-token" }],
    ["a session that never ends", { name: "old", expiresAt: 8.64e15 }],
  ];

  it.each(left)("before it begins: %s", async (_what, data) => {
    const queryClient = new QueryClient();
    // From a device whose clock is ahead: it never gets stale.
    hydrate(queryClient, garbage(data, Date.now() + 86_400_000));
    const { simulation, store, starts, query } = stage({ queryClient });
    store.subscribe(() => {});
    await simulation.advance(1_000);
    expect(store.getSnapshot()).toMatchObject({ status: "ready", name: "session-1" });
    expect(query()?.state.data).toMatchObject({ name: "session-1" });
    await simulation.advance(15 * MINUTE);
    expect(starts).toHaveLength(2);
    expect(query()?.state.data).toMatchObject({ name: "session-2" });
  });

  it.each(left)("while it is in use: %s", async (_what, data) => {
    const { simulation, queryClient, store, starts } = stage();
    store.subscribe(() => {});
    await simulation.advance(1_000);
    hydrate(queryClient, garbage(data, Date.now() + 86_400_000));
    await simulation.advance(MINUTE);
    expect(store.getSnapshot()).toMatchObject({ status: "ready", name: "session-1" });
    expect(starts).toHaveLength(1);
    await simulation.advance(15 * MINUTE);
    expect(store.getSnapshot()).toMatchObject({ status: "ready", name: "session-2" });
  });

  it("a promise that another client is waiting for", async () => {
    const one = stage();
    one.backend.answer = () => new Promise(() => {});
    one.store.subscribe(() => {});
    await one.simulation.advance(100);
    const pending = dehydrate(one.queryClient, everything);
    expect(pending.queries[0]?.promise).toBeInstanceOf(Promise);
    const queryClient = new QueryClient();
    hydrate(queryClient, pending);
    const two = stage({ queryClient });
    two.store.subscribe(() => {});
    await two.simulation.advance(1_000);
    expect(two.store.getSnapshot()).toMatchObject({ status: "ready", name: "session-1" });
  });

  it("an error that was kept", async () => {
    const one = stage({ isDown: true });
    one.store.subscribe(() => {});
    await one.simulation.advance(100);
    const queryClient = new QueryClient();
    hydrate(queryClient, persisted(dehydrate(one.queryClient, everything)));
    const { simulation, store } = stage({ queryClient });
    store.subscribe(() => {});
    await simulation.advance(1_000);
    expect(store.getSnapshot()).toMatchObject({ status: "ready", name: "session-1" });
  });
});

describe("invariant 2: no token in a dehydrated cache", () => {
  /** Everything that can be reached from a value, getters of classes included. */
  function reach(value: unknown, seen = new Set<unknown>()): unknown[] {
    if (typeof value !== "object" || value === null || seen.has(value)) return [value];
    seen.add(value);
    const names = new Set<string>();
    for (let of: unknown = value; of && of !== Object.prototype; of = Object.getPrototypeOf(of)) {
      for (const name of Object.getOwnPropertyNames(of)) names.add(name);
    }
    return [...names].flatMap((name) => [name, ...reach(Reflect.get(value, name), seen)]);
  }

  it("of a session that is there", async () => {
    const { simulation, queryClient, store } = stage();
    store.subscribe(() => {});
    await simulation.advance(1_000);
    const state = dehydrate(queryClient, everything);
    expect(state.queries).toHaveLength(1);
    expect((await store.credential()).token).toBe("token-1");
    expect(reach(state).join(" ")).not.toContain("token-1");
    expect(reach(queryClient.getQueryData(KEY)).join(" ")).not.toContain("token-1");
  });

  it("of a session that is being asked for: not in its promise either", async () => {
    const { simulation, issuer, queryClient, store, backend } = stage();
    backend.answer = async () => {
      await simulation.delay(2_000);
      return Response.json(issuer.next());
    };
    store.subscribe(() => {});
    await simulation.advance(100);
    const [pending] = dehydrate(queryClient, everything).queries;
    await simulation.advance(3_000);
    const given = await pending?.promise;
    expect(given).toMatchObject({ name: "session-1" });
    expect(store.peek()?.token).toBe("token-1");
    expect(reach(given).join(" ")).not.toContain("token-1");
  });

  it("of a request that failed, nor in what the cache's own callbacks are told", async () => {
    const told: unknown[] = [];
    const queryCache = new QueryCache({
      onError: (...args) => told.push(args),
      onSuccess: (data) => told.push(data),
    });
    const queryClient = new QueryClient({ queryCache });
    const { simulation, store, backend, starts } = stage({ queryClient });
    store.subscribe(() => {});
    await simulation.advance(1_000);
    backend.isDown = true;
    await simulation.advance(15 * MINUTE);
    expect(starts.length).toBeGreaterThan(1);
    const state = dehydrate(queryClient, { ...everything, shouldRedactErrors: () => false });
    expect(told.length).toBeGreaterThan(1);
    expect(JSON.stringify(state)).not.toContain("token-1");
    expect(
      reach(told.map((args) => (Array.isArray(args) ? args[0] : args))).join(" "),
    ).not.toContain("token-1");
  });
});

it("a client that cannot be used is no reason to throw while rendering", () => {
  const nothing = { sandbox: undefined, identity: undefined, initial: undefined };
  const source = { endpoint: "/api/sandbox", ...nothing };
  expect(() => sessionStoreOf({ ...source, queryClient: null as never })).not.toThrow();
  expect(() => sessionStoreOf({ ...source, queryClient: undefined })).not.toThrow();
});
