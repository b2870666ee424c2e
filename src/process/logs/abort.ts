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
