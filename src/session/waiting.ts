import { withTimeLimit } from "../core";
import { WAIT_LIMIT_MS } from "./waitLimit";
import type { SessionEnvironment } from "./environment";

interface Waiting<Value> {
  /** Gives the value, throws, or returns `undefined` while it is not there yet. */
  read: () => Value | undefined;
  /** Calls back on every change, until the function that it returns is called. */
  watch: (check: () => void) => () => void;
  signal: AbortSignal | undefined;
  /** What to reject with when the time is up. */
  late: () => Error;
}

/** Waits for a value that changes bring, for a while. */
export function waitFor<Value>(
  { after }: SessionEnvironment,
  { read, watch, signal, late }: Waiting<Value>,
): Promise<Value> {
  return withTimeLimit({ signal, limitMs: WAIT_LIMIT_MS, late, after }, async (over) => {
    let stop = () => {};
    try {
      return await new Promise<Value>((resolve, reject) => {
        over.addEventListener("abort", reject);
        const check = () => {
          try {
            const value = read();
            if (value !== undefined) resolve(value);
          } catch (error) {
            reject(error);
          }
        };
        stop = watch(check);
        check();
      });
    } finally {
      stop();
    }
  });
}
