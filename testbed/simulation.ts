// A device, a page and a network for tests: time passes only when `advance` or `sleep` says so.
import { QueryClient } from "@tanstack/react-query";
import type { SandboxEndpoint } from "../src/session/types";
import type { SessionEnvironment } from "../src/session/environment";
import { refresherChunk } from "../src/session/refresherChunk";
import { createSessionStore, type SharedSession } from "../src/session/sessionStore";

// Loading takes real time, and a simulation has none.
await refresherChunk.load();

interface Timer {
  at: number;
  run: () => void;
}

export interface Simulation {
  readonly environment: SessionEnvironment;
  /** The true time, in milliseconds since 1970. */
  now(): number;
  /** How far the device's wall clock is ahead of the true time. */
  clockAheadMs: number;
  online: boolean;
  /** Hides the page: its timers run once a minute from now on. */
  hide(): void;
  /** Shows it again. */
  show(): Promise<void>;
  /** What the network answers. `signal` aborts when the page gives up. */
  answer: (request: { url: string; signal: AbortSignal }) => Promise<Response>;
  /** Lets time pass, running what is due. */
  advance(ms: number): Promise<void>;
  /** Lets a device sleep: the wall clock goes on, nothing else does; then the page is woken. */
  sleep(ms: number): Promise<void>;
  /** Tells the page that it came back to life. */
  wake(): Promise<void>;
  /** Lets what has been started go as far as it can without time passing. */
  settle(): Promise<void>;
  /** Resolves after that much simulated time, for servers that are slow. */
  delay(ms: number): Promise<void>;
}

export const START = Date.UTC(2030, 0, 1, 12);

/** Numbers that are the same in every run. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `turns`: how many turns of the event loop an answer of the network may take. */
export function createSimulation({ clockAheadMs = 0, seed = 1, turns = 4 } = {}): Simulation {
  let awakeMs = 0;
  let asleepMs = 0;
  const timers: Timer[] = [];
  const wakeListeners = new Set<() => void>();
  const hideListeners = new Set<() => void>();
  let isHidden = false;
  const onceAMinute = (at: number) => Math.ceil(at / 60_000) * 60_000;

  function insert(timer: Timer) {
    let low = 0;
    let high = timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((timers[middle]?.at ?? 0) <= timer.at) low = middle + 1;
      else high = middle;
    }
    timers.splice(low, 0, timer);
  }

  const after = (ms: number, run: () => void) => {
    const due = awakeMs + Math.max(ms, 0);
    const timer = { at: isHidden ? onceAMinute(due) : due, run };
    insert(timer);
    return () => {
      const index = timers.indexOf(timer);
      if (index >= 0) timers.splice(index, 1);
    };
  };

  const settle = async () => {
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
  };

  const wake = async () => {
    for (const listener of wakeListeners) listener();
    await simulation.settle();
  };

  const simulation: Simulation = {
    environment: {
      wallMs: () => simulation.now() + simulation.clockAheadMs,
      monotonicMs: () => awakeMs,
      after,
      random: seededRandom(seed),
      fetch: (url, { signal }) =>
        simulation.online
          ? simulation.answer({ url, signal: signal ?? new AbortController().signal })
          : Promise.reject(new TypeError("Failed to fetch")),
      isOnline: () => simulation.online,
      onWake: (wakeUp, hide) => {
        wakeListeners.add(wakeUp);
        hideListeners.add(hide);
        return () => {
          wakeListeners.delete(wakeUp);
          hideListeners.delete(hide);
        };
      },
      isHidden: () => isHidden,
    },
    now: () => START + awakeMs + asleepMs,
    clockAheadMs,
    online: true,
    hide() {
      isHidden = true;
      for (const timer of timers) timer.at = onceAMinute(timer.at);
      for (const listener of hideListeners) listener();
    },
    async show() {
      isHidden = false;
      await wake();
    },
    answer: () => Promise.reject(new TypeError("Failed to fetch")),
    async advance(ms) {
      const until = awakeMs + ms;
      await simulation.settle();
      for (;;) {
        const next = timers[0];
        if (!next || next.at > until) break;
        timers.shift();
        awakeMs = Math.max(awakeMs, next.at);
        next.run();
        if ((timers[0]?.at ?? Infinity) > awakeMs) await simulation.settle();
      }
      awakeMs = until;
    },
    async sleep(ms) {
      asleepMs += ms;
      await wake();
    },
    wake,
    settle,
    delay: (ms) => new Promise((resolve) => after(ms, resolve)),
  };
  return simulation;
}

let made = 0;

/** A store of its own in a simulation. */
export function simulatedStore(
  { environment }: Pick<Simulation, "environment">,
  {
    endpoint = "/api/sandbox",
    sandbox,
    queryClient = new QueryClient(),
    queryKey = ["simulated", `${++made}`],
  }: {
    endpoint?: SandboxEndpoint;
    sandbox?: string;
    queryClient?: QueryClient;
    queryKey?: readonly unknown[];
  } = {},
): SharedSession {
  return createSessionStore({
    scope: undefined,
    endpoint,
    sandbox,
    queryClient,
    queryKey,
    environment,
  });
}

/** A backend whose sessions last `lifetimeMs`, counted and timed by its own right clock. */
export function createIssuer(simulation: Pick<Simulation, "now">, lifetimeMs = 900_000) {
  let count = 0;
  const answers = {
    get count() {
      return count;
    },
    /** What a route answers, a new session each time. */
    next(ownLifetimeMs = lifetimeMs) {
      count++;
      return {
        session: {
          name: `session-${count}`,
          url: "https://sandbox.example/s/1",
          token: `token-${count}`,
          expiresAt: new Date(simulation.now() + ownLifetimeMs).toISOString(),
        },
        preview_url: "https://app.example/",
        server_time: new Date(simulation.now()).toISOString(),
      };
    },
  };
  return answers;
}

export const json = (body: unknown, init?: ResponseInit) =>
  new Response(JSON.stringify(body), {
    ...init,
    headers: { "Content-Type": "application/json" },
  });
