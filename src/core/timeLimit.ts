/** Longer timers overflow and fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface TimeLimit {
  /** Ends the work early: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** How long the work may take, in milliseconds; `Infinity` for no limit. */
  readonly limitMs: number;
  /** What the work rejects with when it takes longer. */
  readonly late: () => Error;
  /** Runs something later and returns what cancels it. Default: the page's own timer. */
  readonly after?: typeof pageTimer | undefined;
}

/** Runs something later; returns what cancels it. */
export const pageTimer = (ms: number, run: () => void): (() => void) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/**
 * Runs work that has to be over in time, with a signal that aborts when it is not. What belongs to the
 * work belongs inside, the body of an answer too: headers may come and their body may not. Rejects
 * in time even if the work ignores its signal; what it gives later is dropped.
 */
export async function withTimeLimit<Value>(
  { signal, limitMs, late, after = pageTimer }: TimeLimit,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  signal?.throwIfAborted();
  const own = new AbortController();
  const abandon = () => own.abort(signal?.reason);
  const cancelTimer =
    limitMs > LONGEST_TIMER_MS ? undefined : after(limitMs, () => own.abort(late()));
  // Listens before the work does, whose own word for an abort says less.
  const over = new Promise<never>((_resolve, reject) => {
    own.signal.addEventListener("abort", () => reject(own.signal.reason));
  });
  signal?.addEventListener("abort", abandon);
  try {
    return await Promise.race([over, work(own.signal)]);
  } finally {
    cancelTimer?.();
    signal?.removeEventListener("abort", abandon);
  }
}
