import { retryAfterMs } from "../core";
import {
  isSandboxError,
  type SandboxError,
  type SandboxErrorKind,
  type SandboxErrorDetails,
} from "../errors";
import {
  EndpointFault,
  type Evidence,
  type ResponseEvidence,
  type FieldEvidence,
  type Wanted,
} from "./parseAnswer";
import type { SessionEnvironment } from "./environment";
import { sessionError } from "./sessionErrors";

const LOOK_AT_LOG = "Look at the backend's log.";

const KINDS: Record<number, SandboxErrorKind> = {
  401: "unauthorized",
  402: "quota-exceeded",
  403: "forbidden",
  429: "rate-limited",
};

/** The endpoint does not let the user in. */
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
  { isOnline = () => globalThis.navigator?.onLine ?? true }: Pick<SessionEnvironment, "isOnline">,
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
    `Make the route create a new session when the old one has ended.${orServiceWorker()}`,
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

/** The backend has said for so long that the sandbox is being made ready. It is asked again all the same. */
export const notReadyError = (limitMs: number, cause: SandboxError) =>
  sessionError(
    "timeout",
    `The sandbox has not become ready within ${limitMs / 1000} seconds.`,
    LOOK_AT_LOG,
    { status: cause.status, cause },
  );

export type Texts = Pick<SandboxErrorDetails, "message" | "hint">;

const ANSWER_JSON =
  "Make the route answer { session: { name, url, token, expiresAt }, preview_url } as JSON.";

/** A page cannot see whether the route has answered or a service worker in front of it, out of its cache. */
const orServiceWorker = () =>
  globalThis.navigator?.serviceWorker?.controller
    ? " If the route does: this page has a service worker, which must not answer for it."
    : "";

const MEANINGS: Record<number, [meaning: string, hint: string]> = {
  401: ["nobody is signed in", "Sign in, then try again."],
  402: ["a usage limit is reached", "Raise it, or delete sandboxes."],
  403: ["this sandbox is not for them", "Check `authorize` in the backend."],
  404: ["there is no such route or sandbox", "Check `endpoint` and `sandbox`."],
  429: ["too many requests", "Nothing: it goes on after a pause."],
  502: ["a proxy does not reach the backend", "Check that the backend runs."],
  504: ["a proxy does not reach the backend", "Check that the backend runs."],
};

/** Says what happened and what to do about it, and never repeats what was answered. */
export function statusTexts(status: number): Texts {
  const [meaning, hint] = MEANINGS[status] ?? ["", "Look at the backend's log."];
  return { message: `The session endpoint answered ${status}${meaning && `: ${meaning}`}.`, hint };
}

export function fieldTexts({ path, wanted, value }: FieldEvidence): Texts {
  return {
    message: `The session endpoint's answer cannot be used: ${path} ${problemWith(value, wanted)}.`,
    hint:
      wanted === "life"
        ? `Make the route create a new one then; if this device's clock is wrong, let it send \`server_time\`.${orServiceWorker()}`
        : ANSWER_JSON,
  };
}

export const bodyTexts = (evidence: ResponseEvidence): Texts => ({
  message: `The session endpoint answered ${kindOfBody(evidence)}.`,
  hint: ANSWER_JSON + orServiceWorker(),
});

function problemWith(value: unknown, wanted: Wanted): string {
  if (wanted === "life") return "says that the session has already expired";
  if (wanted === "seconds") return "is not a number of seconds";
  if (wanted === "time") return problemWithTime(value);
  if (typeof value !== "string" || wanted === "fields") return typeOf(value);
  if (value.trim() === "") return "is empty";
  if (/\s/.test(value)) return "has a line break or a space in it";
  if (wanted === "token") return "has characters that no header may carry";
  const scheme = /^[a-z][a-z\d+.-]*:/i.exec(value)?.[0].toLowerCase();
  if (!scheme || !URL.canParse(value)) return "is not an absolute URL";
  const { username, password } = new URL(value);
  return username || password
    ? "has a user name or a password in it"
    : `has the scheme ${scheme} where https: belongs (http: on loopback only)`;
}

function problemWithTime(value: unknown): string {
  if (typeof value === "number") return "is a number; send ISO 8601";
  const time = typeof value === "string" ? Date.parse(value) : Number(value);
  if (Number.isNaN(time) || !(value instanceof Date || typeof value === "string")) {
    return "is not a date; send ISO 8601";
  }
  return time < Date.now()
    ? "lies before 2020; were seconds taken for milliseconds?"
    : "lies after the year 2100";
}

function typeOf(value: unknown): string {
  if (value === undefined) return "is missing";
  if (value === null) return "is null";
  return `is ${Array.isArray(value) ? "an array" : `a ${typeof value}`}`;
}

function kindOfBody({ text, response }: ResponseEvidence): string {
  if (typeof text !== "string") return "more than 1 MB";
  if (text.trim() === "") return "nothing at all";
  const isHtml = response.headers.get("content-type")?.includes("html");
  if (!isHtml && !text.trimStart().startsWith("<")) return "something that is not JSON";
  return response.redirected
    ? "an HTML page after a redirect, such as a login page"
    : "an HTML page";
}

/** A field of something that may be anything. */
const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
