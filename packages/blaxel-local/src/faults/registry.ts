import type { FaultLimits } from "./fault";

/**
 * One fault that was injected.
 *
 * @example
 * ```ts
 * const fault = local.faults.inject({ type: "status", status: 503 });
 * console.log(fault.fired);
 * fault.lift();
 * ```
 */
export interface FaultHandle<Kind> {
  readonly id: string;
  readonly fault: Kind;
  /** How often it has fired. */
  readonly fired: number;
  /** Whether it can still fire: not lifted, its time not over, its count not used up. */
  readonly active: boolean;
  /** Takes it back: what it holds up goes on. */
  lift(): void;
}

/**
 * The faults of a server.
 *
 * @example
 * ```ts
 * local.faults.inject({ type: "latency", ms: 200, on: { kind: "session" } });
 * local.faults.clear();
 * ```
 */
export interface Faults<Kind> {
  /** Puts a fault in force. Throws when it is not one. */
  inject: (fault: Kind) => FaultHandle<Kind>;
  /** The newest thousand, those that are over included. */
  list(): readonly FaultHandle<Kind>[];
  /** Lifts all. */
  clear(): void;
}

/** A fault as the code that carries it out sees it. */
export interface FaultInForce<Kind> extends FaultHandle<Kind> {
  /** Counts one firing; `false` when there is none left. */
  fire(): boolean;
  /** Calls back once, when it is lifted or its time is over. Returns how to stop waiting. */
  onEnd(listener: () => void): () => void;
}

/** The faults of a server, for the code that carries them out. */
export interface FaultRegistry<Kind> extends Faults<Kind> {
  /** Those that can fire now, oldest first. */
  active(): readonly FaultInForce<Kind>[];
  close(): void;
}

const KEPT = 1000;

/** Makes an empty registry. `check` throws for what is no fault; `started` sees each new one. */
export function createFaultRegistry<Kind extends FaultLimits>(
  check: (fault: Kind) => void,
  started?: (fault: FaultInForce<Kind>) => void,
): FaultRegistry<Kind> {
  let faults: FaultInForce<Kind>[] = [];
  let count = 0;
  const clear = () => {
    for (const fault of faults) fault.lift();
  };
  return {
    inject: (fault) => {
      check(fault);
      const inForce = putInForce(`fault-${++count}`, fault);
      faults = [...faults.slice(1 - KEPT), inForce];
      started?.(inForce);
      return inForce;
    },
    list: () => faults,
    active: () => faults.filter(({ active }) => active),
    clear,
    close: clear,
  };
}

function putInForce<Kind extends FaultLimits>(id: string, fault: Kind): FaultInForce<Kind> {
  const listeners = new Set<() => void>();
  let fired = 0;
  let ended = false;
  const end = () => {
    if (ended) return;
    ended = true;
    clearTimeout(timer);
    for (const listener of listeners) listener();
    listeners.clear();
  };
  const timer = fault.forMs === undefined ? undefined : setTimeout(end, fault.forMs);
  timer?.unref();
  const isActive = () => !ended && fired < (fault.times ?? Infinity);

  return {
    id,
    fault,
    get fired() {
      return fired;
    },
    get active() {
      return isActive();
    },
    fire: () => {
      if (!isActive()) return false;
      fired++;
      return true;
    },
    onEnd: (listener) => {
      if (ended) listener();
      else listeners.add(listener);
      return () => listeners.delete(listener);
    },
    lift: end,
  };
}
