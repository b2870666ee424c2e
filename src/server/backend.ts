import type { SandboxHandoff } from "../wire";
import {
  parseRequest,
  refusedSession,
  refuseUnreadBody,
  identify,
  requireIdentity,
} from "./parsedRequest";
import { resolvePrepare } from "./prepare";
import { provision } from "./provision";
import type { UpdatedPreviews } from "./previews";
import { emitter, type SandboxBackendEvent } from "./events";
import { type SessionLease, handoff, sessionAnswer, SessionLeases } from "./sessionLeases";
import { type SandboxBackendOptions, type SandboxIdentity, checkSettings } from "./options";
import {
  checkHosts,
  checkOrigins,
  checkOrigin,
  type OriginCheck,
  preflightHeaders,
} from "./origin";
import { Problem, problemResponse, Refusal } from "./problem";
import { withTimeout } from "./runStage";

/**
 * The backend half: a route, and the hand-off for server rendering.
 *
 * @example
 * ```ts
 * export const GET = backend.handler;
 * ```
 */
export interface SandboxBackend<Identity extends SandboxIdentity = SandboxIdentity> {
  /** Answers a session request. Never rejects: failures are problem documents (RFC 9457). */
  handler: (request: Request) => Promise<Response>;
  /**
   * What a server-rendered page may hold: the addresses of the public previews, no token. Waits at
   * most `timeoutMs` (default 2,000) and then answers without addresses, as it does when the
   * platform fails; the browser's own request then shows what is wrong. Rejects only for an
   * identity whose name or user cannot be used.
   */
  initial: (identity: Identity, options?: { timeoutMs?: number }) => Promise<SandboxHandoff>;
}

/** A browser is answered before it gives up; what was begun goes on for its next request. */
const answerWithin = 10_000;

const stillWorking = () => {
  throw new Problem({
    status: 503,
    kind: "sandbox-unavailable",
    detail: "The sandbox is being made ready. Ask again in a moment.",
    retryAfter: 2,
  });
};

/**
 * The backend of the hooks: decides which sandbox a user gets, makes it if it is not there, and
 * hands out sessions that it reuses while they have life left. Throws a `TypeError` for options
 * that cannot work.
 *
 * @example
 * ```ts
 * const backend = createSandboxBackend({
 *   authorize: async (request) => ({ name: nameOf(await userId(request)) }),
 *   sandbox: { image: "blaxel/base-image:latest", memory: 4096 },
 *   previews: { app: 3000 },
 * });
 * export const GET = backend.handler;
 * ```
 */
export function createSandboxBackend<Identity extends SandboxIdentity>(
  options: SandboxBackendOptions<Identity>,
): SandboxBackend<Identity> {
  checkSettings(options);
  resolvePrepare(options.prepare);
  const origins = checkOrigins(options.origins ?? []);
  const isOwnHost = checkHosts(options);
  const emit = emitter(options.onEvent);
  const leases = new SessionLeases();
  const updated: UpdatedPreviews = new Map();

  const leaseFor = (identity: Identity, origin?: string, refused?: string): Promise<SessionLease> =>
    leases.get(
      JSON.stringify([identity.name, identity.user ?? null, origin ?? null]),
      () => provision({ options, identity, origin, updated, emit }),
      refused,
    );

  const answer = async (request: Request, checked: OriginCheck): Promise<Response> => {
    if (!isOwnHost(request)) throw forbiddenHost();
    if (!checked.allowed) throw forbiddenOrigin(request);
    if (request.method === "OPTIONS") {
      return new Response(null, { status: 204, headers: preflightHeaders(request) });
    }
    if (request.method !== "GET" && request.method !== "POST") throw wrongMethod();
    const identity = await identify(request, parseRequest(request), options.authorize, emit);
    if (identity instanceof Response) return identity;
    refuseUnreadBody(request);
    const lease = await withTimeout(
      answerWithin,
      leaseFor(identity, checked.origin, refusedSession(request)),
      stillWorking,
    );
    return Response.json(sessionAnswer(lease));
  };

  return {
    handler: async (request) => {
      const checked = checkOrigin(request, origins);
      try {
        return withCommonHeaders(await answer(request, checked), checked);
      } catch (error) {
        return withCommonHeaders(failed(error, emit), checked);
      }
    },
    initial: async (identity, { timeoutMs = 2_000 } = {}) => {
      requireIdentity(identity);
      return handoff(
        await withTimeout(timeoutMs, leaseFor(identity).catch(ignoreProblem), () => undefined),
      );
    },
  };
}

/**
 * `createSandboxBackend(options).handler` alone, for applications without server rendering.
 *
 * @example
 * ```ts
 * app.all("/api/sandbox", (context) => handler(context.req.raw)); // Hono
 * ```
 */
export function createSandboxHandler<Identity extends SandboxIdentity>(
  options: SandboxBackendOptions<Identity>,
): (request: Request) => Promise<Response> {
  return createSandboxBackend(options).handler;
}

/** A problem has been reported as an event already; the page renders without the hand-off. */
function ignoreProblem(error: unknown): undefined {
  if (!(error instanceof Problem)) throw error;
}

function failed(error: unknown, emit: (event: SandboxBackendEvent) => void): Response {
  if (error instanceof Problem) {
    const { status, kind, detail } = error.details;
    if (error instanceof Refusal) emit({ type: "refused", status, kind, reason: detail });
    return problemResponse(error.details);
  }
  const detail = "The backend failed.";
  emit({ type: "failed", stage: "options", kind: "endpoint-failed", reason: detail, error });
  return problemResponse({ status: 500, kind: "endpoint-failed", detail });
}

function withCommonHeaders(response: Response, checked: OriginCheck): Response {
  const headers = new Headers(response.headers);
  const common = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    ...checked.headers,
  };
  for (const [name, value] of Object.entries(common)) headers.set(name, value);
  if (!/\borigin\b/i.test(headers.get("vary") ?? "")) headers.append("Vary", "Origin");
  return new Response(response.body, {
    status: response.status,
    statusText: response.statusText,
    headers,
  });
}

function forbiddenOrigin({ headers }: Request): Refusal {
  const named = ["origin", "sec-fetch-site", "referer"].some((name) => headers.has(name));
  return new Refusal({
    status: 403,
    kind: "forbidden",
    detail: named
      ? "Pages of this origin may not ask. The backend's `origins` lists those that may."
      : "The request carries what a browser adds by itself, but does not say which page sent it. Browsers say so over https, and over http unless the page's `Referrer-Policy` forbids it; a program sends an `Origin`.",
  });
}

function forbiddenHost(): Refusal {
  return new Refusal({
    status: 403,
    kind: "forbidden",
    detail: "The backend does not answer under this host. Its `hosts` lists those that it has.",
  });
}

function wrongMethod(): Refusal {
  return new Refusal({
    status: 405,
    kind: "invalid-options",
    detail: "Ask with GET or POST.",
    headers: { Allow: "GET, POST, OPTIONS" },
  });
}
