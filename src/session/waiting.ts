import type { SandboxError } from "../errors";
import { tooLateError } from "./sessionErrors";

/** How long a caller waits for a session. */
const LONGEST_WAIT_MS = 60_000;

interface Waiting<Value> {
  /** Gives the value, throws, or returns `undefined` while it is not there yet. */
  read: () => Value | undefined;
  /** Calls back on every change, until the function that it returns is called. */
  watch: (check: () => void) => () => void;
  signal: AbortSignal | undefined;
  /** Why it may be taking so long. */
  reason: () => SandboxError | undefined;
}

/** Waits for a value that changes bring, for a minute at the most. */
export function waitFor<Value>({ read, watch, signal, reason }: Waiting<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const ended = new AbortController();
    const end = (finish: () => void) => {
      if (ended.signal.aborted) return;
      ended.abort();
      clearTimeout(deadline);
      unwatch();
      finish();
    };
    const check = () => {
      try {
        const value = read();
        if (value !== undefined) end(() => resolve(value));
      } catch (error) {
        end(() => reject(error as Error));
      }
    };
    const deadline = setTimeout(() => {
      const late = tooLateError(`took longer than ${LONGEST_WAIT_MS / 1000} seconds`);
      end(() => reject(reason() ?? late));
    }, LONGEST_WAIT_MS);
    const unwatch = watch(check);
    const abort = () => end(() => reject(signal?.reason as Error));
    if (signal?.aborted) return abort();
    signal?.addEventListener("abort", abort, { signal: ended.signal });
    check();
  });
}
