import type { SandboxInstance } from "@blaxel/core";
import { isSandboxError } from "../errors";
import type { Cancellable, SessionStore } from "../session";
import { refusesSession } from "./platformCode";
import { recoverSession } from "./recovery";
import { sdkRefusal, timeoutError, toSandboxError } from "./sandboxErrors";
import { loadSdk, type Sdk } from "./sdk";

const DEFAULT_TIMEOUT_MS = 120_000;

/**
 * Options of `run`.
 *
 * @example
 * ```ts
 * const options: RunOptions = { idempotent: true, timeoutMs: 10_000 };
 * ```
 */
export interface RunOptions extends Cancellable {
  /** Whether the task may run twice: after a refused session or a network error. Default `false`. */
  idempotent?: boolean | undefined;
  /** How long the task may take, in milliseconds. Default 120 000. */
  timeoutMs?: number | undefined;
}

/**
 * The way to `@blaxel/core`. Its identity is stable and having it costs nothing: the SDK is loaded
 * when it is first used.
 *
 * @example
 * ```ts
 * const text = await door.run((sandbox) => sandbox.fs.read("/app/package.json"), { idempotent: true });
 * ```
 */
export interface SandboxDoor {
  /**
   * Runs a task with a sandbox whose session is fresh. Rejects with a `SandboxError`; after a timeout
   * or an abort a late answer of the SDK is ignored, as it cannot be called back.
   */
  run<Value>(
    task: (sandbox: SandboxInstance) => Value | Promise<Value>,
    options?: RunOptions,
  ): Promise<Value>;
  /** A `SandboxInstance` that stays valid while sessions rotate. It is the same one every time. */
  load(options?: Cancellable): Promise<SandboxInstance>;
}

const doors = new WeakMap<SessionStore, SandboxDoor>();

/** The one door of a store. */
export function sandboxDoor(store: SessionStore): SandboxDoor {
  const known = doors.get(store);
  if (known) return known;
  const door = openDoor(store);
  doors.set(store, door);
  return door;
}

function openDoor(store: SessionStore): SandboxDoor {
  let instance: SandboxInstance | undefined;

  const load = async (cancellable?: Cancellable) => {
    const [sdk] = await Promise.all([loadSdk(), store.credential(cancellable)]);
    return (instance ??= createInstance(sdk, store));
  };

  const attempt = async <Value>(
    task: (sandbox: SandboxInstance) => Value | Promise<Value>,
    options: RunOptions,
  ): Promise<Value> => {
    const sandbox = await load(options);
    const used = store.peek();
    try {
      return await task(sandbox);
    } catch (error) {
      const why = options.signal?.aborted ? undefined : reasonToRecover(error);
      if (!used || !why) throw error;
      const next = await recoverSession(store, used, why, options);
      if (!next || !options.idempotent) throw error;
      return await task(sandbox);
    }
  };

  return {
    load,
    run: (task, options = {}) => within(attempt(task, options), options),
  };
}

function reasonToRecover(error: unknown): "refused" | "network" | undefined {
  if (isSandboxError(error)) return undefined;
  const refusal = sdkRefusal(error);
  if (refusal) return refusesSession(refusal.status, refusal.code) ? "refused" : undefined;
  return toSandboxError(error, "").kind === "sandbox-unreachable" ? "network" : undefined;
}

/** The outcome of a task, or the end of patience, whichever comes first. */
function within<Value>(
  task: Promise<Value>,
  { signal, timeoutMs = DEFAULT_TIMEOUT_MS }: RunOptions,
) {
  return new Promise<Value>((resolve, reject) => {
    const settled = new AbortController();
    const what = "A task in the sandbox";
    const timer = setTimeout(() => reject(timeoutError(what, timeoutMs)), timeoutMs);
    const abort = () => reject(signal?.reason as Error);
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort, { signal: settled.signal });
    task
      .then(resolve, (error: unknown) =>
        reject(signal?.aborted ? (signal.reason as Error) : toSandboxError(error, what)),
      )
      .finally(() => {
        clearTimeout(timer);
        settled.abort();
      })
      .catch(reject);
  });
}

/**
 * An instance over the current session rather than one of its own: URL and headers are read anew in
 * every call. `SandboxInstance.fromSession` would freeze them.
 */
function createInstance({ SandboxInstance: Instance }: Sdk, store: SessionStore): SandboxInstance {
  return new Instance({
    metadata: { name: store.peek()?.name ?? "sandbox" },
    spec: {},
    get forceUrl() {
      return store.peek()?.url ?? "";
    },
    get headers() {
      return { "X-Blaxel-Preview-Token": store.peek()?.token ?? "" };
    },
  });
}
