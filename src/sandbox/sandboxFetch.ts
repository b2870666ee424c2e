import { isSandboxError } from "../errors";
import type { SessionCredential, SessionStore } from "../session";
import { platformCode, refusesSession } from "./platformCode";
import { recoverSession } from "./recovery";
import { timeoutError, unreachableError } from "./sandboxErrors";

const DEFAULT_TIMEOUT_MS = 30_000;

export interface SandboxFetchInit {
  method?: string | undefined;
  headers?: Record<string, string> | undefined;
  body?: BodyInit | undefined;
  signal?: AbortSignal | undefined;
  /** Whether the request may be sent twice. Default: GET and HEAD may. */
  idempotent?: boolean | undefined;
  /** How long until the headers of the answer, in milliseconds. Default 30 000. */
  timeoutMs?: number | undefined;
}

/**
 * A request to the sandbox API with the current session, without the SDK. A session that the sandbox
 * refuses is replaced and the request sent once more (a refused request has done nothing; after a
 * network error only what is safe is repeated). Resolves with the response, whatever its status.
 */
export async function sandboxFetch(
  store: SessionStore,
  path: string,
  init: SandboxFetchInit = {},
): Promise<Response> {
  const { method = "GET", signal, idempotent = method === "GET" || method === "HEAD" } = init;
  const what = `calling ${method} ${path.split("?")[0]}`;
  const used = await store.credential({ signal });
  const first = await send(used, path, init, what).catch((error: unknown) => {
    if (isSandboxError(error) && error.kind === "sandbox-unreachable") return error;
    throw error;
  });
  const failed = isSandboxError(first);
  if (!failed && !(await isRefusal(first))) return first;
  const next = await recoverSession(store, used, failed ? "network" : "refused", { signal });
  if (next && (!failed || idempotent)) return send(next, path, init, what);
  if (failed) throw first;
  return first;
}

async function isRefusal(response: Response): Promise<boolean> {
  if (response.status !== 404) return refusesSession(response.status, undefined);
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return refusesSession(404, platformCode(body));
}

async function send(
  { url, token }: SessionCredential,
  path: string,
  { method, headers, body, signal, timeoutMs = DEFAULT_TIMEOUT_MS }: SandboxFetchInit,
  what: string,
): Promise<Response> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(timeoutError(what, timeoutMs)), timeoutMs);
  const either = signal ? AbortSignal.any([limit.signal, signal]) : limit.signal;
  try {
    return await fetch(url + path, {
      method: method ?? "GET",
      headers: { ...headers, "X-Blaxel-Preview-Token": token },
      body: body ?? null,
      // Also keeps Chrome from making identical GETs wait for each other.
      cache: "no-store",
      credentials: "omit",
      signal: either,
    });
  } catch (error) {
    either.throwIfAborted();
    if (error instanceof TypeError) throw unreachableError(what);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
