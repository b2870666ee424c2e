import { SandboxError, isSandboxError, type SandboxErrorKind } from "../errors";
import { retryAfterMs } from "../session";

/** What went wrong, as far as an answer or an error of the SDK tells. */
interface Symptoms {
  status: number;
  /** The platform's own code, where the gateway and not the sandbox answered. */
  code?: string | undefined;
  retryAfterMs?: number | undefined;
}

interface Verdict {
  kind: SandboxErrorKind;
  retryable: boolean;
  hint: string;
}

const expired: Verdict = {
  kind: "session-expired",
  retryable: true,
  hint: "The kit asks the session endpoint for another one; check why it hands out refused ones.",
};
const forbidden: Verdict = {
  kind: "forbidden",
  retryable: false,
  hint: "Check that the session belongs to this sandbox.",
};
const quota: Verdict = {
  kind: "quota-exceeded",
  retryable: false,
  hint: "Raise the usage limit of the workspace, or delete what is not needed.",
};
const limited: Verdict = {
  kind: "rate-limited",
  retryable: true,
  hint: "Wait before the next call.",
};
const unavailable: Verdict = {
  kind: "sandbox-unavailable",
  retryable: true,
  hint: "Look at the sandbox in the Blaxel console: it may be deleted, failed or starting.",
};
const unreachable: Verdict = {
  kind: "sandbox-unreachable",
  retryable: true,
  hint: "Check the network; across origins, that the session was made with sessionResponseHeaders.",
};
const refused: Verdict = {
  kind: "sandbox-refused",
  retryable: false,
  hint: "Check the arguments of the call.",
};

function judge({ status, code }: Symptoms): Verdict {
  if (status === 401) return expired;
  if (status === 402) return quota;
  if (status === 403) return forbidden;
  if (status === 429) return limited;
  if (status === 503 || (status === 404 && code !== undefined)) return unavailable;
  return status === 502 || status === 504 ? unreachable : refused;
}

const failed = (symptoms: Symptoms, what: string) =>
  new SandboxError({
    ...judge(symptoms),
    message: `The sandbox answered ${symptoms.status} while ${what}.`,
    status: symptoms.status,
    retryAfterMs: symptoms.retryAfterMs,
  });

/** The platform answers `{ error: { code } }`, the sandbox itself `{ error: "…" }`. */
function platformCode(body: unknown): string | undefined {
  const error = (body as { error?: { code?: unknown } } | undefined | null)?.error;
  return typeof error?.code === "string" ? error.code : undefined;
}

/**
 * The error for an answer that is not the wanted one. Reads the body for the platform's code, and
 * keeps none of it. `what` completes "while …".
 */
export async function sandboxErrorFrom(response: Response, what: string): Promise<SandboxError> {
  const isJson = response.headers.get("content-type")?.includes("json");
  const body: unknown = isJson ? await response.json().catch(unreadable) : await discard(response);
  return failed(
    {
      status: response.status,
      code: platformCode(body),
      retryAfterMs: retryAfterMs(response.headers),
    },
    what,
  );
}

/** A body that cannot be read says no more than the status does. */
const unreadable = () => undefined;

async function discard({ body }: Response): Promise<undefined> {
  await body?.cancel().catch(unreadable);
}

const isOffline = () => globalThis.navigator?.onLine === false;

/** A network error as `fetch` reports it, whatever lies behind. */
export const isNetworkError = (error: unknown): boolean => error instanceof TypeError;

/** The status in an error of the SDK. Some of its errors have it in their text alone. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { status, code, message } = error as Record<string, unknown>;
  if (typeof status === "number") return status;
  if (typeof code === "number") return code;
  if (typeof message !== "string" || !BODY_IN_TEXT.test(message)) return undefined;
  if (/AUTHENTICATION_(REQUIRED|FAILED)/.test(message)) return 401;
  const inText = /^Failed to write binary: (\d{3}) /.exec(message)?.[1];
  return inText === undefined ? undefined : Number(inText);
}

/** Messages of the SDK that go on with the body of an answer. */
const BODY_IN_TEXT = /^(Failed to |Could not copy |\{)/;

/**
 * The error for whatever the SDK or `fetch` threw; a `SandboxError` stays as it is. What may hold the
 * body of an answer is left out. `what` completes "while …".
 */
export function toSandboxError(error: unknown, what: string): SandboxError {
  if (isSandboxError(error)) return error;
  const status = statusOf(error);
  if (status !== undefined) {
    const { data } = error as { data?: unknown };
    return failed({ status, code: platformCode(data) }, what);
  }
  const name = error instanceof Error ? error.name : typeof error;
  if (name === "AbortError" || name === "TimeoutError") {
    return new SandboxError({
      kind: "timeout",
      message: `The wait was given up while ${what}.`,
      hint: "Try again, or allow more time.",
      retryable: true,
    });
  }
  if (isNetworkError(error)) {
    return new SandboxError({
      ...(isOffline()
        ? { kind: "offline", retryable: true, hint: "It works again when the network is back." }
        : unreachable),
      message: isOffline()
        ? `The browser is offline: no answer while ${what}.`
        : `The sandbox could not be reached while ${what}.`,
      cause: error,
    });
  }
  const isTellable = error instanceof Error && !BODY_IN_TEXT.test(error.message);
  return new SandboxError({
    ...refused,
    message: `Something failed while ${what} (${name}).`,
    hint: isTellable ? "Its `cause` says what." : refused.hint,
    cause: isTellable ? error : undefined,
  });
}
