import { identityFault, nameRule } from "./identity";
import { askedNameRule, isAskedName, isPlatformName } from "./sessions";
import type { SandboxSessionRequest, SandboxBackendOptions, SandboxIdentity } from "./options";
import { Refusal, Problem, type ProblemDetails } from "./problem";
import { withTimeout } from "./runStage";
import type { SandboxBackendEvent } from "./events";

/**
 * Which sandbox the request names in its query. No body is read for it, so that the application can say
 * that it knows no such user before anything has to be waited for.
 */
export function parseRequest(request: Request): SandboxSessionRequest {
  const [sandbox, ...others] = new URL(request.url).searchParams.getAll("sandbox");
  if (others.some((other) => other !== sandbox))
    throw invalid("The request names several sandboxes.");
  if (sandbox !== undefined && !isAskedName(sandbox)) {
    throw invalid(`The name of the sandbox cannot be used: it takes ${askedNameRule}.`);
  }
  return { sandbox };
}

/** A body that `authorize` leaves unread was meant to say something, such as another sandbox. */
export function refuseUnreadBody({ bodyUsed, headers }: Request): void {
  const sent = headers.has("transfer-encoding") || Number(headers.get("content-length") ?? 0) > 0;
  if (sent && !bodyUsed) throw invalid("No body is read here. Name the sandbox with `?sandbox=`.");
}

/** The session that the sandbox has just refused, by name: it must not be handed out again. */
export function refusedSession(request: Request): string | undefined {
  const refused = new URL(request.url).searchParams.get("refused");
  return isPlatformName(refused) ? refused : undefined;
}

function invalid(detail: string): Refusal {
  return new Refusal({ status: 400, kind: "invalid-options", detail });
}

/** Longer than any sign-in check should take. */
const authorizeWithin = 15_000;

/** Asks the application for the user: a usable identity, or the answer to send instead. */
export async function identify<Identity extends SandboxIdentity>(
  request: Request,
  parsed: SandboxSessionRequest,
  authorize: SandboxBackendOptions<Identity>["authorize"],
  emit: (event: SandboxBackendEvent) => void,
): Promise<Identity | Response> {
  const answer = await askApplication(request, parsed, authorize, emit);
  if (answer instanceof Response) return applicationAnswer(copyOf(answer, emit), emit);
  if (answer === null) {
    throw new Refusal({ status: 401, kind: "unauthorized", detail: "Nobody is signed in." });
  }
  checkIdentity(answer, parsed, emit);
  return answer;
}

/** For identities that the application passes without a request. */
export function requireIdentity(identity: SandboxIdentity): void {
  const fault = identityFault(identity);
  if (fault !== undefined) throw new TypeError(`identity: ${fault}`);
}

async function askApplication<Identity extends SandboxIdentity>(
  request: Request,
  parsed: SandboxSessionRequest,
  authorize: SandboxBackendOptions<Identity>["authorize"],
  emit: (event: SandboxBackendEvent) => void,
): Promise<Identity | Response | null> {
  try {
    const asking = Promise.resolve().then(() => authorize(request, parsed));
    const answer = await withTimeout(authorizeWithin, asking, () => {
      throw new Error(`authorize has not answered within ${authorizeWithin} ms.`);
    });
    const isError = answer instanceof Response && answer.type === "error";
    if (typeof answer === "object" && !isError) return answer;
    throw new TypeError("authorize has to answer an identity, null or a Response.");
  } catch (error) {
    if (error instanceof Response) return error;
    // The body that it read was too long or too slow: the browser's fault.
    if (error instanceof Refusal) throw error;
    const reason = "authorize threw.";
    emit({ type: "failed", stage: "authorize", kind: "endpoint-failed", reason, error });
    throw new Problem({
      status: 500,
      kind: "endpoint-failed",
      detail: "The backend could not tell who is asking.",
    });
  }
}

/** A name that breaks the rule because of what the browser asked is its mistake, any other is ours. */
function checkIdentity(
  identity: SandboxIdentity,
  { sandbox }: SandboxSessionRequest,
  emit: (event: SandboxBackendEvent) => void,
): void {
  const fault = identityFault(identity);
  if (fault === undefined) return;
  const { name } = identity;
  if (sandbox !== undefined && isNamedAfter(name, sandbox)) {
    throw invalid(`There can be no sandbox of this name. ${nameRule}`);
  }
  throw badAnswer(emit, `authorize answered an identity that cannot be used: ${fault}`);
}

const isNamedAfter = (name: unknown, sandbox: string) =>
  typeof name === "string" && name.includes(sandbox) && !isPlatformName(name);

/** What `authorize` answered cannot be used: the log says why, the browser is told no detail. */
function badAnswer(
  emit: (event: SandboxBackendEvent) => void,
  reason: string,
  error?: unknown,
): Problem {
  const kind = "endpoint-failed";
  emit({ type: "failed", stage: "authorize", kind, reason, ...(error !== undefined && { error }) });
  const detail = "The backend is not set up correctly. Its log says more.";
  return new Problem({ status: 500, kind, detail });
}

/** The application may keep a Response in a constant, but each can be sent only once. */
function copyOf(response: Response, emit: (event: SandboxBackendEvent) => void): Response {
  try {
    return response.clone();
  } catch (error) {
    const reason = "authorize answered with a Response whose body was read before.";
    throw badAnswer(emit, reason, error);
  }
}

/** The application's own answer. A refusal without a body gets one that says what it is. */
function applicationAnswer(
  response: Response,
  emit: (event: SandboxBackendEvent) => void,
): Response {
  const { status } = response;
  if (status < 400) return response;
  const { kind, detail } = refusals[status] ?? { kind: "forbidden", detail: "" };
  if (response.body === null && detail !== "") {
    throw new Refusal({ status, kind, detail, headers: Object.fromEntries(response.headers) });
  }
  emit({ type: "refused", status, kind, reason: "authorize answered with a Response." });
  return response;
}

const refusals: Record<number, Pick<ProblemDetails, "kind" | "detail">> = {
  401: { kind: "unauthorized", detail: "Nobody is signed in." },
  403: { kind: "forbidden", detail: "This sandbox belongs to somebody else." },
  404: { kind: "sandbox-unavailable", detail: "There is no such sandbox." },
  429: { kind: "rate-limited", detail: "Too many requests." },
};
