import type { SandboxSessionResponse } from "../wire";

/** Why the endpoint is asked. */
export type SessionRequestReason =
  /** Nothing is known yet, or what was known has ended. */
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
  /** Aborts when the attempt takes too long or nobody needs it any more. */
  signal: AbortSignal;
  /** Why the endpoint is asked. */
  reason: SessionRequestReason;
  /** The provider's `sandbox`. */
  sandbox: string | undefined;
}

/**
 * Where sessions come from: the URL of a route, or a function for headers, credentials or anything
 * else a `fetch` can do. A function that returns the `Response` itself keeps its status and
 * `Retry-After`. Keep its identity stable: stores are shared by it.
 *
 * @example
 * ```ts
 * const endpoint: SandboxEndpoint = ({ signal }) =>
 *   fetch("https://api.example.com/sandbox", { signal, credentials: "include" });
 * ```
 */
export type SandboxEndpoint =
  | string
  | ((
      request: SandboxEndpointRequest,
    ) => Response | SandboxSessionResponse | Promise<Response | SandboxSessionResponse>);
