import {
  isSandboxError,
  SandboxError,
  type SandboxErrorDetails,
  type SandboxErrorKind,
} from "../errors";
import { EndpointFault } from "./endpointFault";
import type { SessionEnvironment } from "./environment";
import { retryAfterMs } from "./retryAfter";

/** How long an error may wait for its words. */
const TEXTS_LIMIT_MS = 3_000;

export const LOOK_AT_LOG = "Look at the backend's log.";

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

/**
 * The fault of a status of the endpoint; `told` is the kind that a problem document gives. It counts
 * where it makes a difference: a sandbox that is being made ready is no failure of the endpoint.
 */
export function statusFault(status: number, told?: unknown, headers?: Headers): EndpointFault {
  const isBeingMade = status === 503 && told === "sandbox-unavailable";
  const kind = isBeingMade ? told : (KINDS[status] ?? "endpoint-failed");
  return new EndpointFault(
    `${status}`,
    { status },
    {
      kind,
      status,
      retryable: ![401, 403, 404].includes(status),
      retryAfterMs: headers && retryAfterMs(headers),
    },
  );
}

export const endpointError = (
  kind: SandboxErrorKind,
  message: string,
  hint: string,
  more?: Partial<SandboxErrorDetails>,
) => new SandboxError({ kind, message, hint, retryable: true, ...more });

export const timeoutError = (limitMs: number) =>
  endpointError(
    "timeout",
    `The session endpoint did not answer within ${limitMs / 1000} seconds.`,
    LOOK_AT_LOG,
  );

/** The error for a fault in the few words that are always there. */
export const faultError = ({ message, details }: EndpointFault, texts?: object) =>
  endpointError(
    "endpoint-invalid",
    `The session endpoint's answer cannot be used (${message}).`,
    "The page docs/errors.md says what to do.",
    { ...details, ...texts },
  );

let texts: Promise<typeof import("./endpointTexts") | undefined> | undefined;

/** Loads the words for faults once; after a failure the next fault tries again. */
export const loadTexts = () =>
  (texts ??= import("./endpointTexts").catch(() => (texts = undefined)));

/**
 * The error for whatever went wrong while the endpoint was asked. What is wrong with an answer is put
 * into words by a chunk of its own, as an answer shows that there is a network to load it by; what is
 * wrong with the network is said at once.
 */
export const explain = (
  thrown: unknown,
  isFunction: boolean,
  surroundings: Pick<SessionEnvironment, "after" | "isOnline">,
): Promise<SandboxError> =>
  // What was thrown may even throw when it is looked at.
  toError(thrown, isFunction, surroundings).catch(() => threwError(typeof thrown));

const threwError = (what: string) =>
  endpointError("endpoint-failed", `The endpoint function threw (${what}).`, LOOK_AT_LOG);

async function toError(
  thrown: unknown,
  isFunction: boolean,
  { after, isOnline }: Pick<SessionEnvironment, "after" | "isOnline">,
): Promise<SandboxError> {
  if (isSandboxError(thrown)) return thrown;
  // What a function throws may carry anything, so neither its text nor itself is kept.
  const status = fieldOf(thrown, "status") ?? fieldOf(fieldOf(thrown, "response"), "status");
  const isStatus = typeof status === "number" && status >= 400;
  const fault = isStatus && isOnline() ? statusFault(status) : thrown;
  if (fault instanceof EndpointFault) {
    let cancel = () => {};
    const late = new Promise<undefined>((resolve) => {
      cancel = after(TEXTS_LIMIT_MS, () => resolve(undefined));
    });
    const loaded = await Promise.race([loadTexts(), late]);
    cancel();
    return faultError(fault, loaded?.textsFor(fault.evidence));
  }
  if (!isOnline()) {
    return endpointError(
      "offline",
      "The browser is offline.",
      "It goes on when the network is back.",
    );
  }
  if (isFunction && !(thrown instanceof TypeError)) {
    return threwError(thrown instanceof Error ? thrown.name : typeof thrown);
  }
  return endpointError(
    "endpoint-unreachable",
    "The session endpoint could not be reached.",
    "Check `endpoint`, and that the backend runs; on another origin it has to allow this page's.",
  );
}

export const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
