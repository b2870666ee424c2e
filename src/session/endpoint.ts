import type { SandboxSessionResponse } from "../wire";

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
  /** Aborts when the attempt takes too long or nobody needs it any more. */
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
