import type { SandboxErrorKind } from "../errors";

/**
 * What the backend reports about itself, for logs and metrics. No event carries a token, an address
 * that contains one, or the body of an answer.
 *
 * @example
 * ```ts
 * createSandboxBackend({ authorize, onEvent: (event) => logger.info(event) });
 * ```
 */
export type SandboxBackendEvent =
  /** A session was made. `durationMs` covers the sandbox and its previews too. */
  | {
      type: "session-created";
      sandbox: string;
      user?: string;
      expiresAt: string;
      durationMs: number;
    }
  /** A session of this sandbox that had expired was removed. */
  | { type: "session-removed"; sandbox: string; session: string }
  /** A preview was made, or brought up to date with its settings. */
  | { type: "preview-created" | "preview-updated"; sandbox: string; preview: string }
  /** `prepare` has put the app into the sandbox. */
  | { type: "prepared"; sandbox: string; durationMs: number }
  /** A request was turned away before anything was done for it. */
  | { type: "refused"; status: number; kind: SandboxErrorKind; reason: string }
  /** Something failed. `error` is your own code's error where your code threw it. */
  | {
      type: "failed";
      stage: "authorize" | "options" | "sandbox" | "prepare" | "previews" | "session" | "cleaning";
      kind: SandboxErrorKind;
      reason: string;
      sandbox?: string;
      platformStatus?: number;
      error?: unknown;
    };

type Listener = ((event: SandboxBackendEvent) => unknown) | undefined;

/**
 * Calls the listener; an observer that throws must not take a user's session away, nor one that rejects
 * end the process, as a rejection that no code handles does in Node. Without one,
 * failures go to the console, where the browser's error points.
 */
export function emitter(listener: Listener = logFailure): (event: SandboxBackendEvent) => void {
  return (event) => {
    try {
      Promise.resolve(listener(event)).catch(reportListenerError);
    } catch (error) {
      reportListenerError(error);
    }
  };
}

function reportListenerError(error: unknown): void {
  const message = `onEvent threw: ${error instanceof Error ? error.message : typeof error}`;
  if (typeof globalThis.reportError === "function") globalThis.reportError(new Error(message));
  else if (typeof process !== "undefined") process.emitWarning(message);
}

function logFailure(event: SandboxBackendEvent): void {
  if (event.type !== "failed") return;
  const { stage, reason, sandbox, platformStatus, error } = event;
  const where = sandbox === undefined ? stage : `${stage} of "${sandbox}"`;
  const answer = platformStatus === undefined ? "" : ` The platform answered ${platformStatus}.`;
  /* oxlint-disable-next-line no-console -- the backend's log is what the browser sends people to */
  console.error(`blaxel-react: ${where} failed. ${reason}${answer}`, ...(error ? [error] : []));
}
