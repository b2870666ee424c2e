/**
 * Every way the kit can fail, named by what the reader has to do about it rather than by where it
 * was thrown. `docs/errors.md` has one row for each.
 *
 * @example
 * ```ts
 * const texts: Partial<Record<SandboxErrorKind, string>> = { offline: "Vous êtes hors ligne" };
 * ```
 */
export type SandboxErrorKind =
  /** The session endpoint did not answer: nothing there, a reset, or no CORS headers. */
  | "endpoint-unreachable"
  /** The session endpoint answered something that is not a session. */
  | "endpoint-invalid"
  /** The session endpoint answered with a server error. */
  | "endpoint-failed"
  /** No user is signed in, as far as the endpoint knows (401). */
  | "unauthorized"
  /** The user is signed in, but may not have this sandbox (403). */
  | "forbidden"
  /** Too many requests (429). */
  | "rate-limited"
  /** The session ended and no newer one could be had. */
  | "session-expired"
  /** `@blaxel/core`, or a part of this package, could not be loaded. */
  | "sdk-unavailable"
  /** The sandbox did not answer although the session is valid. */
  | "sandbox-unreachable"
  /** The sandbox is deleted, failed, or not ready to serve. */
  | "sandbox-unavailable"
  /** The sandbox answered a call with an error of its own. */
  | "sandbox-refused"
  /** A usage limit of the Blaxel workspace is reached (402). */
  | "quota-exceeded"
  /** This page's own Content-Security-Policy forbids what the kit has to do. */
  | "blocked-by-csp"
  /** The browser has no network. */
  | "offline"
  /** The options given by the developer cannot work. */
  | "invalid-options"
  /** The process could not be started. */
  | "start-failed"
  /** The process ended although it should be running. */
  | "process-exited"
  /** A process of that name runs with another command. */
  | "command-mismatch"
  /** The dev server listens on loopback only, where the preview cannot reach it. */
  | "bound-to-loopback"
  /** The dev server refuses the host name of the preview. */
  | "host-blocked"
  /** The page refuses to be framed. */
  | "frame-blocked"
  /** The preview answers without the CORS headers that a probe needs. */
  | "cors-missing"
  /** Nothing listens on the preview's port. */
  | "nothing-listening"
  /** The preview answers, but with an error status of the app. */
  | "app-failed"
  /** The preview does not exist (any more). */
  | "preview-not-found"
  /** The token of a private preview is refused. */
  | "preview-token-expired"
  /** The browser keeps no cookie for the frame of a private preview, which lets its requests in. */
  | "cookies-blocked"
  /** The page could not be framed: the address leads to a download, or to nothing. */
  | "not-a-page"
  /** A URL that cannot be used: unparsable, of another scheme, or plain `http:` off loopback. */
  | "bad-url"
  /** The preview shares the origin of the page around it. */
  | "same-origin-preview"
  /** There is no file or folder at the path. */
  | "path-not-found"
  /** There is a file or folder at the path already. */
  | "path-exists"
  /** The sandbox may not do that at the path: permissions, disk full, a folder where a file was meant. */
  | "path-refused"
  /** Something took longer than its limit. */
  | "timeout";

/**
 * What a `SandboxError` is made of.
 *
 * @example
 * ```ts
 * const details: SandboxErrorDetails = {
 *   kind: "offline",
 *   message: "The browser is offline.",
 *   hint: "Check the network connection.",
 *   retryable: true,
 * };
 * ```
 */
export interface SandboxErrorDetails {
  /** Which failure this is. */
  kind: SandboxErrorKind;
  /** What happened, in a sentence. */
  message: string;
  /** What to do about it, in a sentence. */
  hint: string;
  /** Whether the same attempt can succeed later without a change by the user or the developer. */
  retryable: boolean;
  /** The HTTP status of the failed request, where there was one. */
  status?: number | undefined;
  /** How long the server asked to be left alone, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** The error below. Never one that carries a token or a response body. */
  cause?: unknown;
}

/**
 * The one error that the kit reports: in `error` fields of hooks, and as the rejection of promises.
 * It never carries a credential or a response body.
 *
 * @example
 * ```tsx
 * const { error } = useSandboxSession();
 * if (error) return <p role="alert">{error.message} {error.hint}</p>;
 * ```
 */
export class SandboxError extends Error {
  override readonly name = "SandboxError";
  /** Which failure this is. */
  declare readonly kind: SandboxErrorKind;
  /** What to do about it. */
  declare readonly hint: string;
  /** Whether the same attempt can succeed later without a change by the user or the developer. */
  declare readonly retryable: boolean;
  /** The HTTP status of the failed request, where there was one. */
  declare readonly status: number | undefined;
  /** How long the server asked to be left alone, in milliseconds. */
  declare readonly retryAfterMs: number | undefined;

  constructor({ message, cause, ...details }: SandboxErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, { status: undefined, retryAfterMs: undefined }, details);
  }
}

/**
 * Whether a value is a `SandboxError`, also across two copies of the package on one page.
 *
 * @example
 * ```ts
 * try {
 *   await sandbox.run((instance) => instance.fs.ls("/app"));
 * } catch (error) {
 *   if (isSandboxError(error) && error.kind === "offline") showOfflineNotice();
 * }
 * ```
 */
export function isSandboxError(error: unknown): error is SandboxError {
  return error instanceof Error && error.name === "SandboxError" && "kind" in error;
}
