import type { FaultLimits, LatencyFault, SlowFault } from "./fault";

/**
 * Answers with a status instead of asking the route.
 *
 * @example
 * ```ts
 * const fault: BackendStatusFault = { type: "status", status: 503, retryAfterSeconds: 5 };
 * ```
 */
export interface BackendStatusFault {
  type: "status";
  /** 200 to 599. */
  status: number;
  /** `"json"` (default) is `{"error": …}`. */
  body?: "json" | "html" | "empty" | undefined;
  /** The value of `Retry-After`, in seconds. */
  retryAfterSeconds?: number | undefined;
}

/**
 * Breaks the connection: before any answer (default), or after that many bytes of the body. A route
 * cannot break a connection itself, so without `afterBytes` it gives `Response.error()`, on which the
 * adapter around it should destroy the socket, as a server without network would look.
 *
 * @example
 * ```ts
 * const fault: BackendResetFault = { type: "reset", afterBytes: 20 };
 * ```
 */
export interface BackendResetFault {
  type: "reset";
  afterBytes?: number | undefined;
}

/**
 * Never answers, until it is lifted, its time is up or the client leaves.
 *
 * @example
 * ```ts
 * const fault: BackendHangFault = { type: "hang" };
 * ```
 */
export interface BackendHangFault {
  type: "hang";
}

/**
 * Answers as a server whose clock is wrong: shifts `expiresAt`, `expires_at`, `server_time` and the
 * `Date` header. What counts from now (`expires_in`, `refresh_in`) stays true.
 *
 * @example
 * ```ts
 * const twoHoursSlow: BackendClockFault = { type: "clock", offsetMs: -2 * 60 * 60 * 1000 };
 * ```
 */
export interface BackendClockFault {
  type: "clock";
  /** Positive: the server's clock is fast. */
  offsetMs: number;
}

/**
 * Gives the last good answer again instead of a newer session.
 *
 * @example
 * ```ts
 * const fault: BackendRepeatFault = { type: "repeat" };
 * ```
 */
export interface BackendRepeatFault {
  type: "repeat";
}

/**
 * Answers 200 with a body that is no session: nothing (`"empty"`), another JSON (`"wrong-shape"`),
 * a page (`"html"`), half of the real answer (`"truncated"`), or the real one without its token.
 *
 * @example
 * ```ts
 * const fault: BackendBodyFault = { type: "body", body: "wrong-shape" };
 * ```
 */
export interface BackendBodyFault {
  type: "body";
  body: "empty" | "wrong-shape" | "html" | "truncated" | "no-token";
}

/**
 * Something that goes wrong in a backend route. It is for every request but preflights.
 *
 * @example
 * ```ts
 * const fault: BackendFault = { type: "clock", offsetMs: 3_600_000, times: 1 };
 * ```
 */
export type BackendFault = (
  | BackendStatusFault
  | LatencyFault
  | SlowFault
  | BackendResetFault
  | BackendHangFault
  | BackendClockFault
  | BackendRepeatFault
  | BackendBodyFault
) &
  FaultLimits;
