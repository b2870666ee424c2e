import type { SandboxInstance } from "@blaxel/core";
import {
  isNetworkError,
  recoverSession,
  refusesSession,
  SESSION_TOKEN_HEADER,
  sdkRefusal,
  timeoutError,
  timeoutMsError,
  toSandboxError,
} from "../platform";
import { type Cancellable, withTimeLimit } from "../core";
import type { SessionStore } from "../session";
import { loadSdk, type Sdk } from "./sdk";
import { stayInPlace } from "./stayInPlace";

const DEFAULT_TIMEOUT_MS = 120_000;
const LOAD_TIMEOUT_MS = 30_000;
/** Where calls go when the session has ended: without a URL the SDK would ask Blaxel's own. */
const NOWHERE = "https://session-has-ended.invalid";
const TASK = "running a task in the sandbox";

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
  /** How long the task may take, in milliseconds. Default 120 000; `Infinity` for no limit. */
  timeoutMs?: number | undefined;
}

/**
 * The handle to `@blaxel/core`. Its identity is stable and having it costs nothing: the SDK is loaded
 * when it is first used.
 *
 * @example
 * ```ts
 * const text = await handle.run((sandbox) => sandbox.fs.read("/app/package.json"), { idempotent: true });
 * ```
 */
export interface SandboxHandle {
  /**
   * Runs a task with a sandbox whose session is fresh. Rejects with a `SandboxError`; after a timeout
   * or an abort a late answer of the SDK is ignored, as it cannot be called back.
   */
  readonly run: <Value>(
    task: (sandbox: SandboxInstance) => Value | Promise<Value>,
    options?: RunOptions,
  ) => Promise<Value>;
  /** A `SandboxInstance` that stays valid while sessions rotate. It is the same one every time. */
  readonly load: (options?: Cancellable) => Promise<SandboxInstance>;
}

const handles = new WeakMap<SessionStore, SandboxHandle>();

/** The one handle of a store. */
export function sandboxHandle(store: SessionStore): SandboxHandle {
  const known = handles.get(store);
  if (known) return known;
  const handle = createHandle(store);
  handles.set(store, handle);
  return handle;
}

/** Lets the handle of a store use that instance, for `blaxel-react/testing`. */
export function presetSandbox(store: SessionStore, instance: SandboxInstance): void {
  handles.set(store, {
    load: async () => instance,
    run: async (task) => task(instance),
  });
}

function createHandle(store: SessionStore): SandboxHandle {
  let instance: SandboxInstance | undefined;

  const enter = async ({ signal }: Cancellable = {}) => {
    const sdk = inTime(loadSdk, { signal, timeoutMs: LOAD_TIMEOUT_MS }, "loading @blaxel/core");
    const [loaded, used] = await Promise.all([sdk, store.credential({ signal })]);
    return { used, sandbox: (instance ??= createInstance(loaded, store)) };
  };

  return {
    load: async (options) => (await enter(options)).sandbox,
    run: async (task, options = {}) => {
      const { timeoutMs = DEFAULT_TIMEOUT_MS } = options;
      if (typeof timeoutMs !== "number" || !(timeoutMs > 0)) throw timeoutMsError(timeoutMs);
      const { used, sandbox } = await enter(options);
      const once = () => inTime(async () => task(sandbox), options, TASK);
      try {
        return await once();
      } catch (error) {
        options.signal?.throwIfAborted();
        const why = reasonToRecover(error);
        const next = why && (await recoverSession(store, used, why, options));
        if (!next || !options.idempotent) throw toSandboxError(error, TASK);
        return await once().catch((again: unknown) => {
          options.signal?.throwIfAborted();
          throw toSandboxError(again, TASK);
        });
      }
    },
  };
}

function reasonToRecover(error: unknown): "refused" | "network" | undefined {
  const refusal = sdkRefusal(error);
  if (refusal) return refusesSession(refusal.status, refusal.code) ? "refused" : undefined;
  return isNetworkError(error) ? "network" : undefined;
}

/** What `work` gives, or the end of patience, whichever comes first; what comes later is ignored. */
const inTime = <Value>(
  work: () => Promise<Value>,
  { signal, timeoutMs: limitMs = DEFAULT_TIMEOUT_MS }: RunOptions,
  what: string,
): Promise<Value> =>
  withTimeLimit({ signal, limitMs, late: () => timeoutError(what, limitMs) }, work);

/**
 * An instance over the current session rather than one of its own: URL and headers are read anew in
 * every call, where `SandboxInstance.fromSession` would freeze them. They are not enumerable, so that
 * code that logs or serialises the instance does not leak the token.
 */
function createInstance({ SandboxInstance: Instance }: Sdk, store: SessionStore): SandboxInstance {
  const configuration = { metadata: { name: "sandbox" }, spec: {} };
  Object.defineProperties(configuration, {
    forceUrl: { get: () => store.peek()?.url ?? NOWHERE },
    headers: { get: () => ({ [SESSION_TOKEN_HEADER]: store.peek()?.token ?? "" }) },
  });
  return stayInPlace(new Instance(configuration), TASK);
}
