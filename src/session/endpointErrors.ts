import { SandboxError, type SandboxErrorDetails, type SandboxErrorKind } from "../errors";
import { retryAfterMs } from "./retryAfter";

const FINAL: ReadonlySet<number> = new Set([401, 403, 404]);

export const ANSWER_JSON =
  "Make the route answer { session: { name, url, token, expiresAt }, preview_url } as JSON.";

export const LOOK_AT_LOG = "Look at the backend's log.";

const MEANINGS: Record<number, [SandboxErrorKind, meaning: string, hint: string]> = {
  401: ["unauthorized", "nobody is signed in", "Sign in, then try again."],
  402: ["quota-exceeded", "a usage limit is reached", "Raise it, or delete sandboxes."],
  403: ["forbidden", "this sandbox is not for them", "Check `authorize` in the backend."],
  404: ["endpoint-failed", "there is no such route or sandbox", "Check `endpoint` and `sandbox`."],
  429: ["rate-limited", "too many requests", "Nothing: it goes on after a pause."],
};

/** Nothing but the user or a wake starts another try after these. */
export const isFinal = ({ kind, status }: SandboxError): boolean =>
  FINAL.has(status ?? 0) || kind === "unauthorized" || kind === "forbidden";

/**
 * The error for a status of the endpoint; `told` is the kind that a problem document gives. It counts
 * where it makes a difference: a sandbox that is being made ready is no failure of the endpoint.
 */
export function statusError(status: number, told?: unknown, headers?: Headers): SandboxError {
  const [kind, meaning, hint] = MEANINGS[status] ?? ["endpoint-failed", "", LOOK_AT_LOG];
  return new SandboxError({
    kind: status === 503 && told === "sandbox-unavailable" ? told : kind,
    message: `The session endpoint answered ${status}${meaning && `: ${meaning}`}.`,
    hint,
    retryable: !FINAL.has(status),
    status,
    retryAfterMs: headers && retryAfterMs(headers),
  });
}

export const endpointError = (
  kind: SandboxErrorKind,
  message: string,
  hint: string,
  more?: Partial<SandboxErrorDetails>,
) => new SandboxError({ kind, message, hint, retryable: true, ...more });
