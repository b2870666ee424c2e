// The fault matrix: what happens when something happens while a session is asked for, for tests.
import type { SharedSession } from "../src/session/sessionStore";
import {
  createIssuer,
  createSimulation,
  json,
  simulatedStore,
  type Simulation,
} from "./simulation";

export const PHASES = ["first fetch", "refresh", "after expiry"] as const;
export const CLOCKS = ["right", "1 h fast", "1 h slow", "slept 8 h"] as const;
export const FAULTS = [
  "200 good",
  "same session again",
  "already expired",
  "401",
  "403",
  "404",
  "429",
  "500",
  "503",
  "HTML",
  "empty",
  "wrong shape",
  "hang",
  "reset",
  "offline",
  "slow",
] as const;

export type Phase = (typeof PHASES)[number];
export type ClockState = (typeof CLOCKS)[number];
export type FaultName = (typeof FAULTS)[number];

export interface Outcome {
  /** What the user sees while the fault lasts. */
  sees: string;
  /** Requests while the fault lasted. */
  requests: number;
  /** The shortest time between two requests, in milliseconds. */
  closest: number;
  /** What brought the session back: nothing but time, or the user coming back to the page. */
  healedBy: string;
}

/** A backend that can be told to fail, behind whatever network. */
export interface FaultyBackend {
  answer: (request: { url: string; signal: AbortSignal }) => Promise<Response>;
  set: (fault: FaultName) => void;
  /** Waits until every answer that will come has come. */
  settle: () => Promise<void>;
}

export type BackendFor = (simulation: Simulation) => FaultyBackend;

const LIFE_MS = 900_000;
const SKEW: Partial<Record<ClockState, number>> = { "1 h fast": 3_600_000, "1 h slow": -3_600_000 };

/** How long a fault lasts, and when the user is asked what they see. */
const FAULT_MS: Record<Phase, number> = {
  "first fetch": 120_000,
  refresh: LIFE_MS - 20_000,
  "after expiry": LIFE_MS + 120_000,
};

/** Plays one cell of the matrix, in a store that a test may watch. */
export async function play(
  phase: Phase,
  fault: FaultName,
  clock: ClockState,
  backendFor: BackendFor,
  storeFor: (simulation: Simulation) => SharedSession = simulatedStore,
): Promise<Outcome> {
  const simulation = createSimulation({ clockAheadMs: SKEW[clock] ?? 0, seed: 7 });
  const backend = backendFor(simulation);
  const starts: number[] = [];
  const { fetch } = simulation.environment;
  simulation.environment.fetch = (url, init) => {
    starts.push(simulation.environment.monotonicMs());
    return fetch(url, init);
  };
  simulation.answer = backend.answer;
  const inTime = simulation.settle;
  simulation.settle = async () => {
    await inTime();
    await backend.settle();
    await inTime();
  };
  const store = storeFor(simulation);
  const apply = (now: FaultName) => {
    backend.set(now);
    simulation.online = now !== "offline";
  };

  if (phase !== "first fetch") {
    store.subscribe(() => {});
    await simulation.advance(1_000);
  }
  const before = starts.length;
  apply(fault);
  store.subscribe(() => {});
  if (clock === "slept 8 h") {
    await simulation.advance(1_000);
    await simulation.sleep(8 * 3_600_000);
    await simulation.advance(119_000);
  } else {
    await simulation.advance(FAULT_MS[phase] - (phase === "first fetch" ? 0 : 1_000));
  }
  const sees = describe(store.getSnapshot());
  const requests = starts.length - before;

  apply("200 good");
  const isFine = () => {
    const { status, refreshError } = store.getSnapshot();
    return status === "ready" && !refreshError;
  };
  let healedBy = isFine() ? "–" : "time";
  if (!isFine()) await simulation.advance(250_000);
  if (!isFine()) {
    healedBy = "a wake";
    await simulation.wake();
    await simulation.advance(6_000);
  }
  if (!isFine()) healedBy = "nothing";
  const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
  return { sees, requests, closest: Math.min(...gaps), healedBy };
}

function describe(snapshot: ReturnType<ReturnType<typeof simulatedStore>["getSnapshot"]>): string {
  const { status, error, refreshError, notRenewed } = snapshot;
  const notes = [
    error && `\`${error.kind}\``,
    refreshError && `refresh: \`${refreshError.kind}\``,
    notRenewed && "not renewed",
  ].filter(Boolean);
  return [status, notes.join(", ")].filter(Boolean).join(", ");
}

/** The backend without a network between. */
export const simulatedBackend: BackendFor = (simulation) => {
  const route = createRoute(simulation);
  let fault: FaultName = "200 good";
  let last = "";
  const good = () => {
    last = JSON.stringify(route(false));
    return json(JSON.parse(last));
  };
  const answers: Record<FaultName, (signal: AbortSignal) => Response | Promise<Response>> = {
    "200 good": good,
    "same session again": () => (last ? json(JSON.parse(last)) : good()),
    "already expired": () => json(route(true)),
    "401": () => new Response("{}", { status: 401 }),
    "403": () => new Response("{}", { status: 403 }),
    "404": () => new Response("{}", { status: 404 }),
    "429": () => new Response("{}", { status: 429, headers: { "Retry-After": "30" } }),
    "500": () => new Response("{}", { status: 500 }),
    "503": () => new Response("{}", { status: 503 }),
    HTML: () => new Response("<!DOCTYPE html>", { headers: { "Content-Type": "text/html" } }),
    empty: () => new Response(""),
    "wrong shape": () => json({ ok: true }),
    hang: () => new Promise(() => {}),
    reset: () => Promise.reject(new TypeError("Failed to fetch")),
    offline: () => Promise.reject(new TypeError("Failed to fetch")),
    slow: async () => {
      await simulation.delay(4_000);
      return good();
    },
  };
  return {
    answer: async ({ signal }) => answers[fault](signal),
    set: (next) => {
      fault = next;
    },
    settle: async () => {},
  };
};

/** What the backend's route itself answers. */
export function createRoute(simulation: Simulation): (expired: boolean) => unknown {
  const issuer = createIssuer(simulation, LIFE_MS);
  return (expired) => issuer.next(expired ? -60_000 : LIFE_MS);
}
