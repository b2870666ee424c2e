import type { QueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { SandboxError } from "../errors";
import type { SandboxHandoff, SandboxSessionResponse } from "../wire";
import type { SandboxLabels } from "./labels";

interface SessionFacts {
  /** Whether the endpoint is being asked right now. */
  readonly isRefreshing: boolean;
  /**
   * Why the last refresh failed, while an older session still works or has ended. While `pending`: the
   * backend says that the sandbox is still being made ready, which is an error after two minutes.
   */
  readonly refreshError: SandboxError | undefined;
  /** The last answer was good but not newer: the backend handed out the same session again. */
  readonly notRenewed: boolean;
  /** When the endpoint is asked next. `undefined` when only the user or a wake will. */
  readonly nextRefreshAt: Date | undefined;
  /** The address of the main preview, if one is known. */
  readonly previewUrl: string | undefined;
  /** The addresses of all previews by name. */
  readonly previews: Readonly<Record<string, string>>;
  /**
   * Asks the endpoint now, whatever the schedule says; shares a request that is under way. Resolves
   * when that is over and never rejects: what came of it is the state.
   */
  readonly refresh: () => Promise<void>;
}

/** No session yet: it is being fetched, or no component has asked for it. */
export interface PendingSession extends SessionFacts {
  readonly status: "pending";
  readonly error: undefined;
  readonly name: undefined;
  readonly expiresAt: undefined;
}

/** A session that works. */
export interface ReadySession extends SessionFacts {
  readonly status: "ready";
  readonly error: undefined;
  /** The session's name. */
  readonly name: string;
  /** When it ends, by this device's clock. */
  readonly expiresAt: Date;
}

/** The session has ended and no newer one could be had; `refreshError` says why. */
export interface ExpiredSession extends SessionFacts {
  readonly status: "expired";
  readonly error: SandboxError;
  readonly name: string;
  readonly expiresAt: Date;
}

/** There is no session, and `error` says why. */
export interface FailedSession extends SessionFacts {
  readonly status: "error";
  readonly error: SandboxError;
  readonly name: undefined;
  readonly expiresAt: undefined;
}

/**
 * The state of a session: what `useSandboxSession` returns. Distinguish the cases by `status`.
 *
 * @example
 * ```tsx
 * const session = useSandboxSession();
 * if (session.status === "ready") return <time>{session.expiresAt.toLocaleTimeString()}</time>;
 * ```
 */
export type SandboxSession = PendingSession | ReadySession | ExpiredSession | FailedSession;

/**
 * What the provider's `onEvent` receives, for telemetry. Never carries a token.
 *
 * @example
 * ```tsx
 * <SandboxProvider endpoint="/api/sandbox" onEvent={(event) => metrics.count(`sandbox.${event.type}`)}>
 * ```
 */
export type SandboxSessionEvent = { readonly sandbox: string | undefined } & (
  | {
      /** The first session, a newer one, or the first that works after a failure. */
      readonly type: "fetched" | "refreshed" | "recovered";
      readonly reason: SessionRequestReason;
      /** How long the endpoint took, in milliseconds. */
      readonly durationMs: number;
      /** The endpoint handed out the same session again. */
      readonly notRenewed: boolean;
    }
  | {
      readonly type: "failed";
      readonly reason: SessionRequestReason;
      readonly durationMs: number;
      readonly error: SandboxError;
    }
  | { readonly type: "expired" }
);

/** Why the endpoint is asked. */
export type SessionRequestReason =
  /** Nothing is known yet. */
  | "first"
  /** The session is about to end. */
  | "scheduled"
  /** Another try after a failure. */
  | "retry"
  /** The tab is visible again, or the network back. */
  | "wake"
  /** The sandbox refused the session. */
  | "rejected"
  /** `refresh()` was called. */
  | "requested";

/**
 * What an endpoint function receives.
 *
 * @example
 * ```ts
 * const endpoint = ({ signal, sandbox }: SandboxEndpointRequest) =>
 *   fetch(`/api/sandbox?sandbox=${sandbox}`, { signal, headers: { authorization } });
 * ```
 */
export interface SandboxEndpointRequest {
  /** Aborts when the attempt takes too long or no component needs it any more. */
  signal: AbortSignal;
  /** Why the endpoint is asked. */
  reason: SessionRequestReason;
  /** The provider's `sandbox`. */
  sandbox: string | undefined;
  /**
   * The name of the session that the sandbox has just refused, which must not be handed out again.
   * A URL endpoint gets it as `?refused=`, which `createSandboxHandler` understands.
   */
  refused: string | undefined;
}

/**
 * Where sessions come from: the URL of a route, or a function for headers, credentials or anything
 * else a `fetch` can do. A function that returns the `Response` itself keeps its status and
 * `Retry-After`. It may be written inline: the newest one is called, and a new one by itself starts
 * no new session. Two providers share a session if they are given the same function.
 *
 * @example
 * ```ts
 * const endpoint: SandboxEndpoint = ({ signal }) =>
 *   fetch("https://api.example.com/sandbox", { signal, credentials: "include" });
 * ```
 */
export type SandboxEndpoint = string | SandboxEndpointFunction;

/**
 * An endpoint as a function.
 *
 * @example
 * ```ts
 * const endpoint: SandboxEndpointFunction = async () => (await api.post("/sandbox")).data;
 * ```
 */
export type SandboxEndpointFunction = (
  request: SandboxEndpointRequest,
) => Response | SandboxSessionResponse | Promise<Response | SandboxSessionResponse>;

/**
 * Props of `SandboxProvider`.
 *
 * @example
 * ```tsx
 * const props: SandboxProviderProps = { endpoint: "/api/sandbox", sandbox: "lesson-3" };
 * ```
 */
export interface SandboxProviderProps {
  /** Where sessions come from: a URL, or a function. */
  endpoint: SandboxEndpoint;
  /** Which of several sandboxes: sent along as `?sandbox=`. */
  sandbox?: string | undefined;
  /**
   * Who asks: any text that is another one for another person, such as the id of the user who is signed
   * in. It is never sent. With another identity, all that was the former one's leaves the page in the
   * same commit: session, processes, logs and frames. So does it when `initial` names the addresses of
   * another sandbox. Default: the page belongs to one person for good.
   */
  identity?: string | undefined;
  /** Nothing is fetched or started until this is true. Default `true`. */
  enabled?: boolean | undefined;
  /**
   * What the server already knows, so that the frame is there on first paint: the hand-off of
   * `backend.initial(…)`, which has no token. A full session works too, but then stands in the HTML.
   * One that was there before `identity` changed does not count for the new one.
   */
  initial?: SandboxHandoff | SandboxSessionResponse | undefined;
  /**
   * The TanStack Query client that holds the session: there you see it in the devtools, without its
   * token, and forget it with `clear()`. Default: that of the `QueryClientProvider` around this
   * provider; without one, a client of the kit's own. The first one counts: give the provider a `key`
   * to change it. Any `QueryClient` of version 5: of its type no more is asked than this, as TypeScript
   * takes the class for another one in a CommonJS project.
   */
  queryClient?:
    Pick<QueryClient, "clear" | "mount" | "unmount" | "resumePausedMutations"> | undefined;
  /** Texts of the components, in your language. */
  labels?: SandboxLabels | undefined;
  /** Receives what happens to the session, for telemetry, and never a token. */
  onEvent?: ((event: SandboxSessionEvent) => void) | undefined;
  children?: ReactNode;
}
