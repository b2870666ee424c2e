import { type Cancellable, withTimeLimit } from "../core";
import { fetchInPlace } from "./fetchInPlace";
import { platformCode, refusesSession, lateAnswerError, unreachableError } from "./sandboxErrors";
import { SESSION_TOKEN_HEADER } from "./tokens";

const DEFAULT_TIMEOUT_MS = 30_000;

export interface SandboxRequest<Value> extends Cancellable {
  method?: string | undefined;
  headers?: Record<string, string> | undefined;
  body?: BodyInit | undefined;
  /** Whether the request may be sent twice. Default: GET and HEAD may. */
  idempotent?: boolean | undefined;
  /** How long the answer may take with all that `read` reads of it, in milliseconds. Default 30 000. */
  timeoutMs?: number | undefined;
  /** What it is for, as errors say it: completes "while …". */
  what: string;
  /**
   * Makes the value of the answer, whatever its status. A caller that hands the response on has to
   * bound the rest of its body.
   */
  read: (response: Response) => Promise<Value>;
}

/** What became of one attempt: a value, or a failure that another session may cure. */
type Attempt<Value> = { readonly value: Value } | { readonly why: "refused" | "network" };

/**
 * A request to the sandbox API with the current session, without the SDK. A session that the sandbox
 * refuses is replaced and the request sent once more (a refused request has done nothing; after a
 * network error only what is safe is repeated). Rejects with a `SandboxError` in time, whatever keeps
 * the answer, or with the reason of `signal`.
 */
export async function sandboxFetch<Value>(
  source: CredentialSource,
  path: string,
  request: SandboxRequest<Value>,
): Promise<Value> {
  const { method = "GET", signal, what } = request;
  const { idempotent = method === "GET" || method === "HEAD" } = request;
  const used = await source.credential({ signal });
  const first = await attempt(used, path, request);
  if ("value" in first) return first.value;
  const next = await recoverSession(source, used, first.why, { signal });
  if (!next || (first.why === "network" && !idempotent)) throw unreachableError(what);
  const second = await attempt(next, path, request, { isLast: true });
  if ("value" in second) return second.value;
  throw unreachableError(what);
}

/** `isLast` takes a refusal for the answer. */
function attempt<Value>(
  { url, token }: SandboxCredential,
  path: string,
  request: SandboxRequest<Value>,
  { isLast = false } = {},
): Promise<Attempt<Value>> {
  const { method = "GET", headers, body = null, signal } = request;
  const { timeoutMs: limitMs = DEFAULT_TIMEOUT_MS, what, read } = request;
  const late = () => lateAnswerError(what, limitMs);
  return withTimeLimit({ signal, limitMs, late }, async (signal) => {
    const response = await fetchInPlace(what)(url + path, {
      method,
      headers: { ...headers, [SESSION_TOKEN_HEADER]: token },
      body,
      // Also keeps Chrome from making identical GETs wait for each other.
      cache: "no-store",
      credentials: "omit",
      signal,
    }).catch((error: unknown) => {
      if (error instanceof TypeError) return undefined;
      throw error;
    });
    if (!response) return { why: "network" };
    if (!isLast && (await isRefusal(response))) return { why: "refused" };
    return { value: await read(response) };
  });
}

async function isRefusal(response: Response): Promise<boolean> {
  if (response.status !== 404) return refusesSession(response.status, undefined);
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return refusesSession(404, platformCode(body));
}

/** Credentials that a network error has already cast suspicion on: one refresh each is enough. */
const suspected = new WeakSet<SandboxCredential>();

/**
 * Gets another session after a failure that may be the session's fault. `"refused"` is certain; a
 * network error while online is not (a 401 without CORS headers looks like one), and is worth one
 * refresh for each credential. Resolves with `undefined` where trying again makes no sense.
 */
export async function recoverSession(
  source: CredentialSource,
  used: SandboxCredential,
  why: "refused" | "network",
  cancellable: Cancellable,
): Promise<SandboxCredential | undefined> {
  if (why === "network") {
    if (!(globalThis.navigator?.onLine ?? true)) return undefined;
    const current = source.peek();
    if (current && current !== used) return current;
    if (suspected.has(used)) return undefined;
    suspected.add(used);
  }
  return source.replace(used, cancellable).catch((error: unknown) => {
    if (why === "refused") throw error;
    // The suspicion was not confirmed: the network error itself is the better report.
    return undefined;
  });
}

/** What lets a request into a sandbox. */
export interface SandboxCredential {
  /** Where the sandbox API answers, without a trailing slash. */
  readonly url: string;
  readonly token: string;
}

/** Where requests have their credential from: for the kit, a session. */
export interface CredentialSource {
  /** The credential as it is known, without waiting; it may have been refused or ended. */
  peek(): SandboxCredential | undefined;
  /** A credential with life left, waiting for one if need be. Rejects with a `SandboxError`. */
  credential(options?: Cancellable): Promise<SandboxCredential>;
  /** Another credential than `used`, which the sandbox has refused. */
  replace(used: SandboxCredential, options?: Cancellable): Promise<SandboxCredential>;
}
