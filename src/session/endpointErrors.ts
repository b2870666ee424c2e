import { SandboxError, type SandboxErrorDetails, type SandboxErrorKind } from "../errors";
import { retryAfterMs } from "./retryAfter";

const FINAL: ReadonlySet<number> = new Set([401, 403, 404]);

export const LOOK_AT_LOG = "Look at the backend's log.";

/** Kinds that a problem document of the endpoint may name for itself. */
const TOLD: readonly SandboxErrorKind[] = [
  "sandbox-unavailable",
  "quota-exceeded",
  "invalid-options",
  "timeout",
];

const MEANINGS: Record<number, [SandboxErrorKind, meaning: string, hint: string]> = {
  401: ["unauthorized", "nobody is signed in", "Sign in, then try again."],
  402: [
    "quota-exceeded",
    "a usage limit of the workspace is reached",
    "Raise the limit, or delete sandboxes that are not needed.",
  ],
  403: ["forbidden", "this sandbox is not for this visitor", "Check `authorize` in the backend."],
  404: ["endpoint-failed", "there is no such route or sandbox", "Check `endpoint` and `sandbox`."],
  429: ["rate-limited", "too many requests", "Nothing: it goes on by itself after a pause."],
};

/** Nothing but the user or a wake starts another try after these. */
export const isFinal = ({ kind, status }: SandboxError): boolean =>
  FINAL.has(status ?? 0) || kind === "unauthorized" || kind === "forbidden";

/** The error for a status of the endpoint; `told` is the kind that a problem document gives. */
export function statusError(status: number, told?: unknown, headers?: Headers): SandboxError {
  const [kind, meaning, hint] = MEANINGS[status] ?? ["endpoint-failed", "", LOOK_AT_LOG];
  return new SandboxError({
    kind: (status > 404 && TOLD.find((one) => one === told)) || kind,
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
