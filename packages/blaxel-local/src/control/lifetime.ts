import { ttlMs, type Fields, type SandboxRecord } from "./records";
import { isFields } from "./requestBody";

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * When a sandbox ends, in milliseconds since the epoch, by its `runtime.ttl`, its `runtime.expires`
 * and the policies of its `lifecycle`, whichever is first; infinite if none says so.
 */
export function sandboxEnd({ spec, createdAt, use }: SandboxRecord): number {
  const { runtime, lifecycle } = spec;
  const born = createdAt.getTime();
  const ends = [Infinity];
  if (isFields(runtime)) {
    ends.push(born + duration(runtime["ttl"]), date(runtime["expires"]));
  }
  for (const { type, value } of policies(lifecycle)) {
    if (type === "ttl-max-age") ends.push(born + duration(value));
    else if (type === "date") ends.push(date(value));
    // A request that is open keeps it in use.
    else if (type === "ttl-idle") {
      ends.push((use.open > 0 ? Date.now() : use.lastAt) + duration(value));
    }
  }
  return Math.min(...ends);
}

/** The policies of a `spec.lifecycle`. */
export function policies(lifecycle: unknown): Fields[] {
  const listed = isFields(lifecycle) ? lifecycle["expirationPolicies"] : undefined;
  return Array.isArray(listed) ? listed.filter(isFields) : [];
}

const duration = (value: unknown): number =>
  (typeof value === "string" ? ttlMs(value) : undefined) ?? Infinity;

function date(value: unknown): number {
  const time = typeof value === "string" ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? Infinity : time;
}

/** Ends sandboxes when their time has come. */
export interface Lifetimes {
  /** Looks when this one ends; again whenever that may have changed. */
  watch(sandbox: SandboxRecord): void;
  close(): void;
}

/** Makes a watch over lifetimes that calls `end` for each sandbox whose time has come. */
export function createLifetimes(end: (sandbox: SandboxRecord) => void): Lifetimes {
  const timers = new Map<SandboxRecord, NodeJS.Timeout>();

  const watch = (sandbox: SandboxRecord) => {
    clearTimeout(timers.get(sandbox));
    timers.delete(sandbox);
    const left = sandboxEnd(sandbox) - Date.now();
    if (sandbox.status !== "DEPLOYED" || left === Infinity) return;
    const timer = setTimeout(
      () => {
        timers.delete(sandbox);
        if (sandboxEnd(sandbox) <= Date.now()) end(sandbox);
        else watch(sandbox);
      },
      Math.min(Math.max(left, 0), LONGEST_TIMER_MS),
    );
    timer.unref();
    timers.set(sandbox, timer);
  };

  return {
    watch,
    close: () => {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
