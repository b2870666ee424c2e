import { SandboxError, isSandboxError, type SandboxErrorDetails } from "../errors";
import { retryAfterMs } from "../session";
import { platformCode } from "./platformCode";

type Failure = Pick<SandboxErrorDetails, "kind" | "message" | "hint" | "retryable">;

function failureOf(status: number, code: string | undefined, what: string): Failure {
  const answered = `${what} failed: the sandbox answered ${status}`;
  if (status === 401 || code === "ROUTE_NOT_FOUND") {
    return {
      kind: "session-expired",
      message: `${answered}, it does not accept the session.`,
      hint: "Check that the backend hands out a session that still exists.",
      retryable: true,
    };
  }
  if (status === 402) {
    return {
      kind: "quota-exceeded",
      message: `${answered}, a usage limit is reached.`,
      hint: "Raise the workspace's limit, or delete what is not needed.",
      retryable: false,
    };
  }
  if (status === 403) {
    return {
      kind: "forbidden",
      message: `${answered}, it does not allow this.`,
      hint: "Check what the session may do.",
      retryable: false,
    };
  }
  if (status === 429) {
    return {
      kind: "rate-limited",
      message: `${answered}, too many requests.`,
      hint: "Wait a little.",
      retryable: true,
    };
  }
  if (status >= 500 || code === "WORKLOAD_UNAVAILABLE") {
    return {
      kind: "sandbox-unavailable",
      message: `${answered}, it is not ready to serve.`,
      hint: "It may be waking up; if it stays so, look at the sandbox in the Blaxel console.",
      retryable: true,
    };
  }
  return {
    kind: "sandbox-refused",
    message: `${answered}.`,
    hint: "Check the arguments of the call.",
    retryable: false,
  };
}

/** The error that a response with an error status stands for. Its body is looked at, never repeated. */
export async function sandboxErrorFrom(response: Response, what: string): Promise<SandboxError> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return new SandboxError({
    ...failureOf(response.status, platformCode(body), what),
    status: response.status,
    retryAfterMs: retryAfterMs(response.headers),
  });
}

/** The network failed, or the answer came without CORS headers: a browser does not tell which. */
export const unreachableError = (what: string) =>
  new SandboxError({
    kind: globalThis.navigator?.onLine === false ? "offline" : "sandbox-unreachable",
    message: `${what} failed: the sandbox could not be reached.`,
    hint: "Check the network; the session has to be made with sessionResponseHeaders to work in a browser.",
    retryable: true,
  });

export const timeoutError = (what: string, timeoutMs: number) =>
  new SandboxError({
    kind: "timeout",
    message: `${what} took longer than ${timeoutMs / 1000} seconds.`,
    hint: "Try again; give `timeoutMs` if it may take longer.",
    retryable: true,
  });

/** What the SDK's own errors tell: it throws one with the response's status and parsed body. */
export function sdkRefusal(error: unknown) {
  if (!(error instanceof Error) || !("status" in error)) return undefined;
  const { status } = error;
  if (typeof status !== "number") return undefined;
  return { status, code: platformCode("data" in error ? error.data : undefined) };
}

/** Turns whatever was thrown into a `SandboxError`, leaving out what may carry a response body. */
export function toSandboxError(error: unknown, what: string): SandboxError {
  if (isSandboxError(error)) return error;
  const refusal = sdkRefusal(error);
  if (refusal) {
    return new SandboxError({
      ...failureOf(refusal.status, refusal.code, what),
      status: refusal.status,
    });
  }
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) {
    return unreachableError(what);
  }
  return new SandboxError({
    kind: "sandbox-refused",
    message: `${what} failed.`,
    hint: "The cause of this error says more.",
    retryable: false,
    cause: error,
  });
}
