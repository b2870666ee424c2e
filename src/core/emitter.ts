/** Listeners to something, and the way to notify them. */
export interface Emitter<Args extends readonly unknown[] = []> {
  /** How many listen. */
  readonly size: number;
  /** Calls the listener on each `emit` until the returned function is called. */
  readonly subscribe: (listener: (...args: Args) => void) => () => void;
  /**
   * Calls every listener. One that throws is reported and keeps no other from being called; one that
   * is added meanwhile is first called the next time, one that is removed meanwhile not any more.
   */
  readonly emit: (...args: Args) => void;
}

/** An emitter whose listeners cannot reach the state of the one that emits. */
export function createEmitter<Args extends readonly unknown[] = []>(): Emitter<Args> {
  /** By subscription: the same function may be subscribed twice. */
  const listeners = new Map<object, (...args: Args) => void>();
  return {
    get size() {
      return listeners.size;
    },
    subscribe(listener) {
      const subscription = {};
      listeners.set(subscription, listener);
      return () => void listeners.delete(subscription);
    },
    emit(...args) {
      for (const [subscription, listener] of Array.from(listeners)) {
        if (listeners.has(subscription)) guarded(() => listener(...args));
      }
    },
  };
}

/**
 * Has the page report an error as it reports an uncaught one: on its console and to its `error` listeners.
 * Node has no `reportError`, and an uncaught error ends the server: there the console gets it.
 */
export function report(error: unknown): void {
  if (typeof reportError === "function") reportError(error);
  // oxlint-disable-next-line no-console -- where the page would have put it, too
  else console.error(error);
}

/**
 * Runs what a user of the kit wrote. What it throws, or rejects with later, is reported and goes no
 * further: the caller gets `fallback` and goes on.
 */
export function guarded<Value>(run: () => Value, fallback: Value): Value;
export function guarded<Value>(run: () => Value): Value | undefined;
export function guarded<Value>(run: () => Value, fallback?: Value): Value | undefined {
  try {
    const value = run();
    if (value instanceof Promise) value.catch(report);
    return value;
  } catch (error) {
    report(error);
    return fallback;
  }
}
