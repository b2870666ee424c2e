import { retryAfterMs } from "../core";
import { isSandboxError, type SandboxError, type SandboxErrorKind } from "../errors";
import { EndpointFault, type Evidence, type ResponseEvidence } from "./endpointFault";
import { bodyTexts, fieldTexts, statusTexts, type Texts } from "./endpointTexts";
import type { SessionEnvironment } from "./environment";
import { fieldOf } from "./fieldOf";
import { sessionError } from "./sessionErrors";

const LOOK_AT_LOG = "Look at the backend's log.";

const KINDS: Record<number, SandboxErrorKind> = {
  401: "unauthorized",
  402: "quota-exceeded",
  403: "forbidden",
  429: "rate-limited",
};

/** Whoever asks is not let in. */
export const isRefusal = ({ kind }: SandboxError): boolean =>
  kind === "unauthorized" || kind === "forbidden";

/** Nothing but the user or a wake starts another try after these. */
export const isFinal = (error: SandboxError): boolean => isRefusal(error) || error.status === 404;

/** The error for whatever went wrong while the endpoint was asked. */
export function toEndpointError(
  thrown: unknown,
  isFunction: boolean,
  environment: Pick<SessionEnvironment, "isOnline">,
): SandboxError {
  try {
    return errorFor(thrown, isFunction, environment);
  } catch {
    // What was thrown throws when it is looked at.
    return threwError(typeof thrown);
  }
}

const threwError = (what: string) =>
  sessionError("endpoint-failed", `The endpoint function threw (${what}).`, LOOK_AT_LOG);

function errorFor(
  thrown: unknown,
  isFunction: boolean,
  { isOnline }: Pick<SessionEnvironment, "isOnline">,
): SandboxError {
  if (isSandboxError(thrown)) return thrown;
  const evidence = thrown instanceof EndpointFault ? thrown.evidence : undefined;
  const isCut = evidence !== undefined && "response" in evidence && isCutOff(evidence);
  if (evidence && !isCut) return faultError(evidence);
  if (!isOnline()) {
    return sessionError(
      "offline",
      "The browser is offline.",
      "It goes on when the network is back.",
    );
  }
  // What a function throws may carry anything, so neither its text nor itself is kept.
  const status = fieldOf(thrown, "status") ?? fieldOf(fieldOf(thrown, "response"), "status");
  if (typeof status === "number" && status >= 400) return statusError(status);
  if (isFunction && !isCut && !(thrown instanceof TypeError)) {
    return threwError(thrown instanceof Error ? thrown.name : typeof thrown);
  }
  return sessionError(
    "endpoint-unreachable",
    "The session endpoint could not be reached, or its answer broke off.",
    "Check `endpoint`, and that the backend runs; on another origin it has to allow this page's.",
  );
}

/** Whether a body broke, or more begins in it than ends: some servers give no sign when they break off. */
const isCutOff = ({ response, text }: ResponseEvidence): boolean =>
  response.ok &&
  (text === null || (text !== undefined && text.split("{").length > text.split("}").length));

function faultError(evidence: Evidence): SandboxError {
  if ("limitMs" in evidence) return timeoutError(evidence.limitMs);
  if ("path" in evidence) return invalidError(fieldTexts(evidence));
  const { response, answer } = evidence;
  return response.ok
    ? invalidError(bodyTexts(evidence))
    : statusError(response.status, response.headers, fieldOf(answer, "kind"));
}

const invalidError = ({ message, hint }: Texts) =>
  sessionError("endpoint-invalid", message, hint, { retryable: false });

function statusError(status: number, headers?: Headers, kind?: unknown): SandboxError {
  const { message, hint } = statusTexts(status);
  // The kind of a problem document counts where it makes a difference: a sandbox that is being made
  // ready is no failure of the endpoint.
  const isBeingMade = status === 503 && kind === "sandbox-unavailable";
  return sessionError(isBeingMade ? kind : (KINDS[status] ?? "endpoint-failed"), message, hint, {
    status,
    retryable: ![401, 403, 404].includes(status),
    retryAfterMs: headers && retryAfterMs(headers),
  });
}

/** The endpoint hands out again what has ended or been refused. */
export const sameAgainError = (kind: "endpoint-invalid" | "session-expired", why: string) =>
  sessionError(
    kind,
    `${why}, and the endpoint hands out the same one again.`,
    "Make the route create a new session when the old one has ended.",
    { retryable: kind === "session-expired" },
  );

export const refusedError = () =>
  sameAgainError("session-expired", "The sandbox refuses the session");

export const timeoutError = (limitMs: number) =>
  sessionError(
    "timeout",
    `The session endpoint did not answer in full within ${limitMs / 1000} seconds.`,
    LOOK_AT_LOG,
  );
