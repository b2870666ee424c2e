import type { SandboxError } from "../errors";

interface SessionFacts {
  /** Whether the endpoint is being asked right now. */
  readonly isRefreshing: boolean;
  /**
   * Why the last refresh failed, while an older session still works or has ended. While `pending`: the
   * backend says that the sandbox is still being made ready.
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

/** No session yet: it is being fetched, or nobody has asked for it. */
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
 * The state of a session: what `useSandboxSession` returns. Tell the cases apart by `status`.
 *
 * @example
 * ```tsx
 * const session = useSandboxSession();
 * if (session.status === "ready") return <time>{session.expiresAt.toLocaleTimeString()}</time>;
 * ```
 */
export type SandboxSession = PendingSession | ReadySession | ExpiredSession | FailedSession;
