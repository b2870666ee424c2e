import type { Fault } from "./fault";
import type { FaultInForce } from "./registry";

/** A sandbox that sleeps, wakes on a request, and may sleep again. */
export interface Sleeper {
  /** A request for it. Resolves when it may go on; `false` when it is to be answered 503. */
  request(): Promise<boolean>;
  /** A request has ended. */
  ended(): void;
}

/** Carries out a standby fault for one sandbox. */
export function createSleeper(entry: FaultInForce<Fault>): Sleeper {
  let waking: Promise<void> | undefined;
  let awake = false;
  let open = 0;
  let idle: NodeJS.Timeout | undefined;

  const wake = (ms: number) =>
    new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        awake = true;
        resolve();
      };
      const timer = setTimeout(done, ms);
      entry.onEnd(done);
    });

  return {
    request: async () => {
      open++;
      clearTimeout(idle);
      const { fault } = entry;
      if (awake || fault.type !== "standby") return true;
      if (!waking) {
        if (!entry.fire()) return true;
        waking = wake(fault.wakeMs);
      }
      if (fault.meanwhile === "503") return false;
      await waking;
      return true;
    },
    ended: () => {
      open--;
      const { fault } = entry;
      if (fault.type !== "standby" || fault.idleMs === undefined || open > 0) return;
      idle = setTimeout(() => {
        awake = false;
        waking = undefined;
      }, fault.idleMs);
      idle.unref();
    },
  };
}
