/**
 * Which requests a fault is for. What is left out matches everything; a preflight is matched only by
 * `method: "OPTIONS"`.
 *
 * @example
 * ```ts
 * const on: FaultMatch = { kind: "session", method: "GET", path: "/process/*\/logs/stream" };
 * ```
 */
export interface FaultMatch {
  /** The control plane, the sandbox API, or an app behind a preview. */
  kind?: "control" | "session" | "preview" | undefined;
  /** The request's method. */
  method?: string | undefined;
  /**
   * A glob over the path as the addressed part sees it, without query: `/process/**` for the sandbox
   * API, `/sandboxes/*\/previews` for the control plane, `/assets/*.js` for an app.
   */
  path?: string | undefined;
  /** The name of the sandbox. */
  sandbox?: string | undefined;
  /** The name of the preview or session. */
  preview?: string | undefined;
}

/**
 * For how long a fault is in force: until it is lifted, unless limited here.
 *
 * @example
 * ```ts
 * const limits: FaultLimits = { times: 2, forMs: 10_000 };
 * ```
 */
export interface FaultLimits {
  /** How often it may fire. */
  times?: number | undefined;
  /** How long it is in force, in milliseconds from now. */
  forMs?: number | undefined;
}

/**
 * Answers with a status. The body is what the part that refuses would send (`"json"` below 500, the
 * edge's page `"html"` from 500 on, unless said otherwise).
 *
 * @example
 * ```ts
 * const fault: StatusFault = { type: "status", status: 429, retryAfterSeconds: 2 };
 * ```
 */
export interface StatusFault {
  type: "status";
  /** 400 to 599. */
  status: number;
  body?: "json" | "html" | "empty" | undefined;
  /** `error.code` of a JSON body. By default the platform's own for the status. */
  code?: string | undefined;
  /** The value of `Retry-After`, in seconds. */
  retryAfterSeconds?: number | undefined;
  /** Whether the answer carries the preview's CORS headers. Default: the server's `errorCors`. */
  cors?: boolean | undefined;
}

/**
 * Waits before the request is handled.
 *
 * @example
 * ```ts
 * const fault: LatencyFault = { type: "latency", ms: 150 };
 * ```
 */
export interface LatencyFault {
  type: "latency";
  ms: number;
}

/**
 * Breaks the connection without an answer.
 *
 * @example
 * ```ts
 * const fault: RefuseFault = { type: "refuse" };
 * ```
 */
export interface RefuseFault {
  type: "refuse";
}

/**
 * Resets the connection once that many bytes of the body are sent. 0: after the headers.
 *
 * @example
 * ```ts
 * const fault: ResetFault = { type: "reset", afterBytes: 1000 };
 * ```
 */
export interface ResetFault {
  type: "reset";
  afterBytes: number;
}

/**
 * Sends nothing more after that many bytes of the body, until the fault is lifted or its time is up.
 *
 * @example
 * ```ts
 * const fault: StallFault = { type: "stall", afterBytes: 0, forMs: 5000 };
 * ```
 */
export interface StallFault {
  type: "stall";
  afterBytes: number;
}

/**
 * Sends the body no faster than that.
 *
 * @example
 * ```ts
 * const fault: SlowFault = { type: "slow", bytesPerSecond: 2000 };
 * ```
 */
export interface SlowFault {
  type: "slow";
  bytesPerSecond: number;
}

/**
 * Ends answers early: after a time, after some bytes, or at once when neither is given. Streams that
 * are open when it is injected are included, their time counting from then; so are WebSockets.
 *
 * @example
 * ```ts
 * const everyStreamOnce: CutFault = { type: "cut", on: { path: "/process/*\/logs/stream" }, times: 1 };
 * ```
 */
export interface CutFault {
  type: "cut";
  afterMs?: number | undefined;
  afterBytes?: number | undefined;
  /** As a broken connection instead of an orderly end. Default `false`. */
  abruptly?: boolean | undefined;
}

/**
 * Puts sandboxes to sleep: what is open to them ends, and the next request wakes them, which takes a
 * while. Fires once for each waking.
 *
 * @example
 * ```ts
 * const fault: StandbyFault = { type: "standby", wakeMs: 800, on: { sandbox: "demo" } };
 * ```
 */
export interface StandbyFault {
  type: "standby";
  /** How long waking takes. */
  wakeMs: number;
  /** What requests meet meanwhile: they wait (default), or are answered 503. */
  meanwhile?: "wait" | "503" | undefined;
  /** Sleeps again after that long without an open request. Without it, it sleeps once. */
  idleMs?: number | undefined;
}

/**
 * Ends the tokens that exist now, as if their time were over. Lifting it does not bring them back; it
 * fires for every request that is refused because of it.
 *
 * @example
 * ```ts
 * local.faults.inject({ type: "expire-token", on: { kind: "session" } });
 * ```
 */
export interface ExpireTokenFault {
  type: "expire-token";
  /** Whether streams opened with them are cut too. Default `false`. */
  cutStreams?: boolean | undefined;
}

/**
 * Deletes the sessions that exist now (or previews, with `on.kind: "preview"`), as if another
 * client had. Lifting it does not bring them back; it fires for every request that meets the gap.
 *
 * @example
 * ```ts
 * local.faults.inject({ type: "delete-session" });
 * ```
 */
export interface DeleteSessionFault {
  type: "delete-session";
  /** Whether their open streams are cut too. Default `true`. */
  cutStreams?: boolean | undefined;
}

/**
 * Something that goes wrong in the local sandbox, for which requests, and for how long.
 *
 * @example
 * ```ts
 * const fault: Fault = { type: "status", status: 503, on: { kind: "preview" }, times: 3 };
 * ```
 */
export type Fault = (
  | StatusFault
  | LatencyFault
  | RefuseFault
  | ResetFault
  | StallFault
  | SlowFault
  | CutFault
  | StandbyFault
  | ExpireTokenFault
  | DeleteSessionFault
) &
  FaultLimits & {
    /** Which requests. Everything when left out. */
    on?: FaultMatch | undefined;
  };
