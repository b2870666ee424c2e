// What the user's code does to a session that calls it: throws, rejects later, calls back.
import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { SandboxSessionEvent } from "./types";
import { createIssuer, createSimulation, simulatedStore } from "../../testbed/simulation";

const LIFE = 900_000;
const reported: unknown[] = [];
beforeEach(() => {
  reported.length = 0;
  vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function stage(answer?: () => Response | undefined) {
  const simulation = createSimulation();
  const issuer = createIssuer(simulation, LIFE);
  const queryClient = new QueryClient();
  const starts: number[] = [];
  const store = simulatedStore(simulation, {
    queryClient,
    endpoint: () => {
      starts.push(simulation.environment.monotonicMs());
      return answer?.() ?? issuer.next();
    },
  });
  return { simulation, queryClient, store, starts };
}

it("invariant 13: a subscriber that throws is reported; the others hear, and the session is renewed", async () => {
  const { simulation, store, starts } = stage();
  const fault = new Error("thrown by a subscriber");
  store.subscribe(() => {
    throw fault;
  });
  let heard = 0;
  store.subscribe(() => heard++);
  await simulation.advance(1_000);
  expect(heard).toBeGreaterThan(0);
  await simulation.advance(LIFE);
  expect(starts).toHaveLength(2);
  expect(store.getSnapshot()).toMatchObject({ status: "ready", name: "session-2" });
  expect(new Set(reported)).toEqual(new Set([fault]));
});

it("invariant 13: an observer that throws, or rejects later, is reported and stops nothing", async () => {
  const { simulation, store } = stage();
  const thrown = new Error("thrown by an observer");
  const rejected = new Error("rejected by an observer");
  const heard: string[] = [];
  store.observe(() => {
    throw thrown;
  });
  store.observe(async () => {
    await simulation.delay(10);
    throw rejected;
  });
  store.observe(({ type }) => heard.push(type));
  store.subscribe(() => {});
  await simulation.advance(LIFE);
  expect(heard).toEqual(["fetched", "refreshed"]);
  expect(reported).toEqual([thrown, rejected, thrown, rejected]);
});

it("an observer finds the state that it is told of", async () => {
  const { simulation, store } = stage();
  const found: unknown[] = [];
  store.observe(({ type }) => {
    const { status, name, isRefreshing, nextRefreshAt } = store.getSnapshot();
    found.push({ type, status, name, isRefreshing, isPlanned: nextRefreshAt !== undefined });
  });
  store.subscribe(() => {});
  await simulation.advance(1_000);
  expect(found).toEqual([
    { type: "fetched", status: "ready", name: "session-1", isRefreshing: false, isPlanned: true },
  ]);
});

type Event = SandboxSessionEvent["type"];
const CALLS = ["refresh", "clear", "leave", "credential"] as const;

it.each(
  (["fetched", "failed", "expired"] as Event[]).flatMap((on) =>
    CALLS.map((call) => [on, call] as const),
  ),
)("an observer may call back: on %s, %s", async (on, call) => {
  let isDown = false;
  const { simulation, queryClient, store, starts } = stage(() =>
    isDown ? new Response(null, { status: 500 }) : undefined,
  );
  const letGo = store.hold();
  let leave = store.subscribe(() => {});
  let called = 0;
  const rejections: unknown[] = [];
  store.observe(({ type }) => {
    if (type !== on || called++ > 0) return;
    if (call === "refresh") void store.getSnapshot().refresh();
    if (call === "clear") queryClient.clear();
    if (call === "leave") leave();
    if (call === "credential") store.credential().catch((error: unknown) => rejections.push(error));
  });
  await simulation.advance(1_000);
  isDown = on !== "fetched";
  await simulation.advance(LIFE + 60_000);
  expect(called).toBeGreaterThan(0);
  isDown = false;
  leave();
  leave = store.subscribe(() => {});
  await simulation.advance(300_000);
  expect(store.getSnapshot()).toMatchObject({
    status: "ready",
    isRefreshing: false,
    refreshError: undefined,
  });
  const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
  expect(Math.min(1_000, ...gaps)).toBe(1_000);
  expect(reported).toEqual([]);
  leave();
  letGo();
});
