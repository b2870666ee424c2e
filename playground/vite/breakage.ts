import type { BackendFault, FaultHandle, FaultyRoute, LocalSandbox } from "blaxel-local";
import type { BackendAnswer, BreakAction, BreakageState } from "../settings.ts";

const backendFaults: Record<Exclude<BackendAnswer, "normal">, BackendFault> = {
  reset: { type: "reset" },
  unavailable: { type: "status", status: 503, retryAfterSeconds: 2 },
  html: { type: "body", body: "html" },
  unauthorized: { type: "status", status: 401 },
  "no-token": { type: "body", body: "no-token" },
};

/** Breaks the servers of the playground on purpose, in the way of its switches. */
export interface Breakage {
  state(): BreakageState;
  setBackend(answer: BackendAnswer): void;
  setSlow(slow: boolean): void;
  act(action: BreakAction): void;
}

/** What is done to the sandbox needs the local one: Blaxel's is never broken from here. */
export function createBreakage(route: FaultyRoute, local: LocalSandbox | undefined): Breakage {
  let backend: BackendAnswer = "normal";
  let slowness: FaultHandle<unknown> | undefined;
  const sandboxFaults = () => {
    if (!local) throw new TypeError("Only the local sandbox can be broken on purpose.");
    return local.faults;
  };

  return {
    state: () => ({ backend, slow: slowness !== undefined }),
    setBackend: (answer) => {
      route.faults.clear();
      if (answer !== "normal") route.faults.inject(backendFaults[answer]);
      backend = answer;
    },
    setSlow: (slow) => {
      slowness?.lift();
      slowness = slow ? sandboxFaults().inject({ type: "latency", ms: 1200 }) : undefined;
    },
    act: (action) => {
      const faults = sandboxFaults();
      switch (action) {
        case "expire-session":
          faults.inject({ type: "expire-token", on: { kind: "session" }, cutStreams: true });
          break;
        case "cut-streams":
          faults.inject({
            type: "cut",
            on: { kind: "session", path: "/process/*/logs/stream" },
            abruptly: true,
            forMs: 250,
          });
          break;
        case "standby":
          faults.inject({ type: "standby", wakeMs: 2500 });
          break;
      }
    },
  };
}
