/** A signal that is aborted as soon as one of two is. `release` once it is not needed any more. */
export function anyOf(first: AbortSignal, second: AbortSignal) {
  const controller = new AbortController();
  const follow = () => controller.abort(first.aborted ? first.reason : second.reason);
  for (const signal of [first, second]) {
    if (signal.aborted) follow();
    signal.addEventListener("abort", follow);
  }
  return {
    signal: controller.signal,
    release() {
      first.removeEventListener("abort", follow);
      second.removeEventListener("abort", follow);
    },
  };
}

/** Waits; rejects with the reason of the signal when that is aborted first. */
export function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

/** Resolves when a listener is next called; never, once the signal is aborted. */
export function nextCall(
  subscribe: (listener: () => void) => () => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return;
    const stopListening = subscribe(() => {
      stopListening();
      resolve();
    });
    signal.addEventListener("abort", stopListening, { once: true });
  });
}

/** Waits as `pause` does, but no longer than until `hint` resolves. Rejects as `pause` does. */
export async function pauseOrHint(
  pause: (signal: AbortSignal) => Promise<void>,
  hint: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const both = anyOf(signal, over.signal);
  try {
    await Promise.race([pause(both.signal), hint(both.signal)]);
  } finally {
    over.abort();
    both.release();
  }
}

/** What can be called off. */
export interface Cancellable {
  signal?: AbortSignal | undefined;
}
