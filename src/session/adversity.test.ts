import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isSandboxError } from "../errors";
import type { SandboxEndpoint } from "./types";
import { REQUEST_FLOOR_MS } from "./sessionRefresher";
import { createIssuer, createSimulation, json, simulatedStore } from "../../testbed/simulation";

const STATES = ["pending", "ready", "expired", "error"];
const uncaught: unknown[] = [];
const note = (error: unknown) => uncaught.push(error);
beforeEach(() => {
  uncaught.length = 0;
  process.on("unhandledRejection", note);
  process.on("uncaughtException", note);
});
afterEach(() => {
  process.off("unhandledRejection", note);
  process.off("uncaughtException", note);
  if (uncaught.length > 0) throw new Error("Something was not caught.", { cause: uncaught[0] });
});

const hostile = new Proxy(
  {},
  {
    get: () => {
      throw new Error("no");
    },
    has: () => {
      throw new Error("no");
    },
    getPrototypeOf: () => {
      throw new Error("no");
    },
  },
);

describe("invariant 7: whatever an endpoint function does is an error that says so", () => {
  it.each<[name: string, endpoint: () => unknown]>([
    ["throws at once", () => JSON.parse("{")],
    ["gives undefined", () => undefined],
    ["gives a number", () => 7],
    ["gives a function", () => () => {}],
    ["gives a Request", () => new Request("https://a.example")],
    ["gives what throws when it is looked at", () => hostile],
    ["rejects with what throws when it is looked at", () => Promise.reject(hostile)],
    ["rejects with nothing", () => Promise.reject(undefined)],
    ["rejects with a symbol", () => Promise.reject(Symbol("x"))],
    ["rejects with a response of 204", () => Promise.reject(new Response(null, { status: 204 }))],
    [
      "gives a body that was read already",
      async () => {
        const response = json({});
        await response.text();
        return response;
      },
    ],
    [
      "gives a body that breaks",
      () => new Response(new ReadableStream({ pull: (to) => to.error(new Error("cut")) })),
    ],
    ["gives a network error response", () => Response.error()],
    [
      "gives a date that is none",
      () => ({
        session: { name: "a", url: "https://a.example", token: "t", expiresAt: new Date(NaN) },
      }),
    ],
    [
      "gives a cyclic answer",
      () => {
        const answer: Record<string, unknown> = {};
        answer["session"] = answer;
        return answer;
      },
    ],
  ])("%s", async (_name, endpoint) => {
    const simulation = createSimulation();
    const store = simulatedStore(simulation, { endpoint: endpoint as never });
    store.subscribe(() => {});
    await simulation.advance(500);
    const { status, error } = store.getSnapshot();
    expect(status).toBe("error");
    expect(isSandboxError(error)).toBe(true);
    await simulation.advance(40_000);
    expect(store.getSnapshot().status).toBe("error");
  });
});

describe("Retry-After", () => {
  it.each<[value: string, fromMs: number, untilMs: number]>([
    ["120", 119_000, 133_000],
    ["0", 900, 2_100],
    ["-5", 900, 2_100],
    ["1e9", 86_000_000, 96_000_000],
    ["soon", 900, 2_100],
    ["Tue, 01 Jan 2030 12:02:00 GMT", 119_000, 129_000],
    ["Tue, 01 Jan 2019 12:02:00 GMT", 900, 2_100],
    ["Infinity", 86_000_000, 96_000_000],
  ])("of %s is waited for, within reason", async (value, fromMs, untilMs) => {
    const simulation = createSimulation({ clockAheadMs: 3_600_000 });
    const starts: number[] = [];
    simulation.answer = async () => {
      starts.push(simulation.environment.monotonicMs());
      return new Response(null, {
        status: 429,
        headers: { "Retry-After": value, Date: new Date(simulation.now()).toUTCString() },
      });
    };
    simulatedStore(simulation).subscribe(() => {});
    await simulation.advance(fromMs);
    expect(starts).toHaveLength(1);
    await simulation.advance(untilMs - fromMs);
    expect(starts).toHaveLength(2);
  });
});

it("a Retry-After that lies behind does not do away with the growing pauses", async () => {
  const simulation = createSimulation();
  let requests = 0;
  simulation.answer = async () => {
    requests++;
    return new Response(null, { status: 503, headers: { "Retry-After": "0" } });
  };
  simulatedStore(simulation).subscribe(() => {});
  await simulation.advance(600_000);
  expect(requests).toBeLessThan(12);
});

it("lives beyond all reason neither overflow a timer nor ask at once", async () => {
  for (const expires_in of [1e12, Number.MAX_VALUE, Number.MAX_SAFE_INTEGER, 5e-324, 0.5, 3]) {
    const simulation = createSimulation();
    const issuer = createIssuer(simulation);
    const starts: number[] = [];
    const store = simulatedStore(simulation, {
      endpoint: () => {
        starts.push(simulation.environment.monotonicMs());
        return { ...issuer.next(), expires_in };
      },
    });
    const leave = store.subscribe(() => {
      expect(STATES).toContain(store.getSnapshot().status);
      expect(() => JSON.stringify(store.getSnapshot())).not.toThrow();
    });
    await simulation.advance(100_000);
    expect(starts.length).toBeLessThanOrEqual(expires_in < 10 ? 21 : 1);
    const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
    expect(Math.min(REQUEST_FLOOR_MS, ...gaps)).toBe(REQUEST_FLOOR_MS);
    leave();
  }
});

it("replace, refresh and leaving at the same time settle, all of them", async () => {
  const simulation = createSimulation({ seed: 11 });
  const issuer = createIssuer(simulation);
  let turn = 0;
  const endpoint: SandboxEndpoint = async ({ signal }) => {
    turn++;
    await simulation.delay((turn % 5) * 400);
    if (turn % 4 === 0) return new Response(null, { status: 500 });
    if (turn % 7 === 0)
      return new Promise<Response>((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    return issuer.next();
  };
  const store = simulatedStore(simulation, { endpoint });
  let asked = 0;
  let settled = 0;
  const count = (promise: Promise<unknown>) => {
    asked++;
    promise.then(
      () => settled++,
      () => settled++,
    );
  };
  const ends: (() => void)[] = [];
  for (let step = 0; step < 400; step++) {
    const used = store.peek();
    const controller = new AbortController();
    const { signal } = controller;
    if (step % 3 === 0) ends.push(store.subscribe(() => {}));
    if (step % 4 === 0) count(store.credential({ signal }));
    if (used && step % 5 === 0) count(store.replace(used, { signal }));
    if (step % 6 === 0) count(store.getSnapshot().refresh());
    if (step % 7 === 0) ends.splice(0).forEach((end) => end());
    if (step % 9 === 0) controller.abort(new Error("left"));
    if (step % 11 === 0) await simulation.wake();
    await simulation.advance(137);
  }
  ends.forEach((end) => end());
  await simulation.advance(120_000);
  expect(settled).toBe(asked);
});

it("a late answer never replaces a newer one, whatever comes first", async () => {
  const simulation = createSimulation();
  const issuer = createIssuer(simulation);
  const old = issuer.next(400_000);
  let next: () => Promise<object> = async () => issuer.next();
  const store = simulatedStore(simulation, { endpoint: () => next() as never });
  store.subscribe(() => {});
  await simulation.advance(2_000);
  const newest = store.peek();
  next = async () => old;
  const refreshed = store.getSnapshot().refresh();
  await simulation.advance(2_000);
  await refreshed;
  expect(store.peek()).toBe(newest);
  expect(store.getSnapshot()).toMatchObject({ status: "ready", notRenewed: true });
});

it("an endpoint that answers after everybody has left changes nothing, and the next visitor asks anew", async () => {
  const simulation = createSimulation();
  const issuer = createIssuer(simulation);
  const waiting: ((answer: object) => void)[] = [];
  const store = simulatedStore(simulation, {
    endpoint: () => new Promise((resolve) => waiting.push(resolve as never)),
  });
  const leave = store.subscribe(() => {});
  await simulation.advance(10);
  leave();
  await simulation.advance(10);
  waiting[0]?.(issuer.next());
  await simulation.advance(10);
  expect(store.peek()).toBeUndefined();
  store.subscribe(() => {});
  await simulation.advance(2_000);
  expect(waiting).toHaveLength(2);
  waiting[1]?.(issuer.next());
  await simulation.advance(10);
  expect(store.peek()?.name).toBe("session-2");
});

it("a new endpoint is asked next time, also after the old one was refused", async () => {
  const simulation = createSimulation();
  const issuer = createIssuer(simulation);
  const store = simulatedStore(simulation, { endpoint: () => new Response(null, { status: 401 }) });
  store.subscribe(() => {});
  await simulation.advance(1_000);
  store.setEndpoint(() => issuer.next());
  expect(store.getSnapshot().status).toBe("error");
  const refreshed = store.getSnapshot().refresh();
  await simulation.advance(1_000);
  await refreshed;
  expect(store.getSnapshot().status).toBe("ready");
});
