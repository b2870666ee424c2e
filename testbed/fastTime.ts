// For tests: minutes of the clock that the kit goes by, while the sandbox and its processes are real.
import { vi } from "vitest";
import type { ProcessTestbed } from "./processTestbed";

const STEP_MS = 50;
/** By the clock of the machine, on which processes start and print. */
const PATIENCE_MS = 20_000;

/** Time that passes only when a test lets it, until `vi.useRealTimers()`. */
export interface FastTime {
  /** Lets that much time pass. What the sandbox was asked is answered meanwhile, in no time. */
  pass(ms: number): Promise<void>;
  /** Lets time pass until that is so. */
  until(check: () => void): Promise<void>;
}

/** Takes the timers over, and the clock that only runs forward. */
export function startFastTime({ local }: ProcessTestbed): FastTime {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  const isAnswering = () =>
    local
      .requests()
      .some(
        ({ path, status, durationMs }) =>
          durationMs === undefined && !(status !== undefined && path.endsWith("/logs/stream")),
      );
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const step = async () => {
    do await turn();
    while (isAnswering());
    // The page has yet to read the answer.
    for (let turns = 0; turns < 3; turns++) await turn();
    await vi.advanceTimersByTimeAsync(STEP_MS);
  };
  return {
    async pass(ms) {
      for (let passed = 0; passed < ms; passed += STEP_MS) await step();
    },
    async until(check) {
      const giveUpAt = Date.now() + PATIENCE_MS;
      for (;;) {
        try {
          check();
          return;
        } catch (error) {
          if (Date.now() > giveUpAt) throw error;
          await step();
        }
      }
    },
  };
}
