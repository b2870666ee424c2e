import { guarded } from "./guarded";

/** Those who want to know of something, and the way to tell them. */
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
        if (listeners.has(subscription)) guarded(() => listener(...args), undefined);
      }
    },
  };
}
