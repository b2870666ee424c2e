import type { SessionEnvironment } from "./environment";

interface Waiting<Value> {
  /** Gives the value, throws, or returns `undefined` while it is not there yet. */
  read: () => Value | undefined;
  /** Calls back on every change, until the function that it returns is called. */
  watch: (check: () => void) => () => void;
  signal: AbortSignal | undefined;
  limitMs: number;
  /** What to reject with when the time is up. */
  late: () => Error;
}

/** Waits for a value that changes bring, for a while. */
export function waitFor<Value>(
  { after }: SessionEnvironment,
  { read, watch, signal, limitMs, late }: Waiting<Value>,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const check = () => {
      try {
        const value = read();
        if (value === undefined) return;
        end();
        resolve(value);
      } catch (error) {
        give(error);
      }
    };
    const give = (error: unknown) => {
      end();
      reject(error);
    };
    const abort = () => give(signal?.reason);
    const cancel = after(limitMs, () => give(late()));
    const ended = new AbortController();
    const end = () => {
      cancel();
      ended.abort();
    };
    signal?.addEventListener("abort", abort, { signal: ended.signal });
    const unwatch = watch(check);
    ended.signal.addEventListener("abort", unwatch);
    if (ended.signal.aborted) unwatch();
    else check();
  });
}
