import { retryAfterMs } from "../core";
import { SandboxError, isSandboxError, type SandboxErrorDetails } from "../errors";

type ErrorFacts = Pick<SandboxErrorDetails, "kind" | "hint" | "retryable">;

const facts = (
  kind: SandboxErrorDetails["kind"],
  retryable: boolean,
  hint: string,
): ErrorFacts => ({
  kind,
  retryable,
  hint,
});

function classify(status: number, code: string | undefined): ErrorFacts {
  if (status === 401 || code === "ROUTE_NOT_FOUND") {
    return facts(
      "session-expired",
      true,
      "Check that the backend hands out a session that still exists.",
    );
  }
  if (status === 402) {
    return facts("quota-exceeded", false, "Raise the limit, or delete what is not needed.");
  }
  if (status === 403) return facts("forbidden", false, "Check what the session may do.");
  if (status === 429) return facts("rate-limited", true, "Wait a little.");
  if (status >= 500 || code === "WORKLOAD_UNAVAILABLE") {
    return facts(
      "sandbox-unavailable",
      true,
      "It may be waking up; if it stays so, look at the sandbox in the Blaxel console.",
    );
  }
  return facts("sandbox-refused", false, "Check the arguments of the call.");
}

const failed = (status: number, code: string | undefined, what: string, retryAfterMs?: number) =>
  new SandboxError({
    ...classify(status, code),
    message: `The sandbox answered ${status} while ${what}.`,
    status,
    retryAfterMs,
  });

/**
 * The error that a response with an error status stands for. Its body is looked at, never repeated.
 * `what` completes "while …".
 */
export async function sandboxErrorFrom(response: Response, what: string): Promise<SandboxError> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return failed(response.status, platformCode(body), what, retryAfterMs(response.headers));
}

/** The network failed, or the answer came without CORS headers: a browser does not say which. */
export const unreachableError = (what: string) =>
  new SandboxError({
    kind: (globalThis.navigator?.onLine ?? true) ? "sandbox-unreachable" : "offline",
    message: `The sandbox could not be reached while ${what}.`,
    hint: "Check the network; the session has to be made with sessionResponseHeaders to work in a browser.",
    retryable: true,
  });

/** An answer that leads elsewhere, which is not followed. */
export const redirectError = (what: string) =>
  new SandboxError({
    kind: "sandbox-unreachable",
    message: `The address of the sandbox leads elsewhere while ${what}; its token does not go along.`,
    hint: "Check the session's URL, and what stands between this page and Blaxel.",
    retryable: true,
  });

/** An answer that did not come, or not to its end, in time. */
export const lateAnswerError = (what: string, limitMs: number) =>
  new SandboxError({
    kind: "timeout",
    message: `The sandbox did not answer to the end within ${limitMs / 1000} s while ${what}.`,
    hint: "It may be waking up, or the network be slow. Try again.",
    retryable: true,
  });

/** An answer that ended too early. The text itself is not repeated. */
export const brokenAnswerError = (what: string) =>
  new SandboxError({
    kind: "sandbox-unreachable",
    message: `An answer broke off, or was not the JSON that it should be, while ${what}.`,
    hint: "Try again. If it stays so, look for a proxy that changes answers.",
    retryable: true,
  });

export const timeoutError = (what: string, timeoutMs: number) =>
  new SandboxError({
    kind: "timeout",
    message: `The time of ${timeoutMs / 1000} s ran out while ${what}.`,
    hint: "It may still be going on: look before you repeat it, or give `timeoutMs`.",
    retryable: true,
  });

export const timeoutMsError = (given: unknown) =>
  new SandboxError({
    kind: "invalid-options",
    message: `\`timeoutMs\` is ${String(given)}, which is no time.`,
    hint: "Give milliseconds, more than 0, or `Infinity`.",
    retryable: false,
  });

/** Messages of the SDK that go on with the body of an answer. */
const TELLS_BODY = /^(Failed to |Could not copy |\{)/;

/**
 * What the SDK's own errors say: most have the response's status and parsed body, some only a text
 * that goes on with them.
 */
export function sdkRefusal(
  error: unknown,
): { status: number; code?: string | undefined } | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("status" in error && typeof error.status === "number") {
    // `error` is the parsed body of an answer with an error status.
    return { status: error.status, code: platformCode("error" in error ? error.error : undefined) };
  }
  if (!TELLS_BODY.test(error.message)) return undefined;
  if (/"(AUTHENTICATION_(REQUIRED|FAILED)|ROUTE_NOT_FOUND)"/.test(error.message)) {
    return { status: 401 };
  }
  const status = /^Failed to write binary: (\d{3}) /.exec(error.message)?.[1];
  return status === undefined ? undefined : { status: Number(status) };
}

/** Whether a browser could not send a request, or not get an answer. */
export const isNetworkError = (error: unknown): boolean =>
  error instanceof TypeError && /fetch|network|load failed/i.test(error.message);

/** Whether a body ended too early: how browsers and Node say so, and what is left of JSON then. */
const isBrokenAnswer = (error: unknown): boolean =>
  error instanceof TypeError
    ? /^terminated$|(input|body) stream/i.test(error.message)
    : error instanceof SyntaxError && /JSON/.test(error.message);

/**
 * Turns whatever was thrown into a `SandboxError`, leaving out what may carry a response body.
 * `what` completes "while …".
 */
export function toSandboxError(error: unknown, what: string): SandboxError {
  if (isSandboxError(error)) return error;
  const refusal = sdkRefusal(error);
  if (refusal) return failed(refusal.status, refusal.code, what);
  if (isNetworkError(error)) return unreachableError(what);
  if (isBrokenAnswer(error)) return brokenAnswerError(what);
  const isClean = !(error instanceof Error && TELLS_BODY.test(error.message));
  return new SandboxError({
    ...facts("sandbox-refused", false, "Check the arguments of the call."),
    message: `Something went wrong while ${what}.`,
    ...(isClean && { hint: "The cause of this error says more.", cause: error }),
  });
}

/** The `error.code` of a body in the platform's own form, such as `ROUTE_NOT_FOUND`. */
export function platformCode(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("error" in body)) return undefined;
  const { error } = body;
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** Whether an answer says that the session is no good: refused, or deleted by another client. */
export const refusesSession = (status: number | undefined, code: string | undefined): boolean =>
  status === 401 || status === 403 || (status === 404 && code === "ROUTE_NOT_FOUND");

/** The body of an answer. `what` completes "while …" in the error for one that broke off. */
export async function readJson(response: Response, what: string): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    // The error of the browser is not kept: it may quote the body.
    throw brokenAnswerError(what);
  }
}
