import { askedNameRule, isAskedName, isPlatformName } from "./sessions";
import type { SandboxSessionRequest, SandboxBackendOptions, SandboxIdentity } from "./options";
import { Refusal, Problem, type ProblemDetails } from "./problem";
import { withTimeout } from "./runStage";
import type { SandboxBackendEvent } from "./events";

/** Far above `{"sandbox":"…"}`, far below anything that hurts. */
const bodyLimit = 4096;
const bodyTimeout = 10_000;

/** Which sandbox the request names, in its query or in the JSON body of a POST. */
export async function parseRequest(request: Request): Promise<SandboxSessionRequest> {
  const { searchParams } = new URL(request.url);
  const named = searchParams.getAll("sandbox");
  if (request.method === "POST") {
    const body = await readBody(request);
    if (body.sandbox !== undefined) named.push(body.sandbox);
  }
  const [sandbox, ...others] = named;
  if (others.some((other) => other !== sandbox))
    throw invalid("The request names several sandboxes.");
  if (sandbox !== undefined && !isAskedName(sandbox)) {
    throw invalid(`The name of the sandbox cannot be used: it takes ${askedNameRule}.`);
  }
  return { sandbox };
}

/** The session that the sandbox has just refused, by name: it must not be handed out again. */
export function refusedSession(request: Request): string | undefined {
  return new URL(request.url).searchParams.get("refused") ?? undefined;
}

async function readBody(request: Request): Promise<{ sandbox?: string }> {
  const text = await withTimeout(bodyTimeout, readText(request), () => {
    throw new Refusal({
      status: 408,
      kind: "invalid-options",
      detail: "The body did not arrive in time.",
    });
  });
  if (text === "") return {};
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? "")) {
    throw new Refusal({
      status: 415,
      kind: "invalid-options",
      detail: "The body has to be JSON, with Content-Type: application/json.",
    });
  }
  return parseBody(text);
}

function parseBody(text: string): { sandbox?: string } {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw invalid("The body is not valid JSON.", error);
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw invalid("The body has to be a JSON object.");
  }
  const sandbox = "sandbox" in body ? body.sandbox : undefined;
  if (sandbox === undefined) return {};
  if (typeof sandbox !== "string") throw invalid("`sandbox` has to be a string.");
  return { sandbox };
}

async function readText(request: Request): Promise<string> {
  const tooLarge = () =>
    new Refusal({
      status: 413,
      kind: "invalid-options",
      detail: `The body is larger than ${bodyLimit} bytes.`,
    });
  if (Number(request.headers.get("content-length") ?? 0) > bodyLimit) throw tooLarge();
  if (!request.body) return "";
  const decoder = new TextDecoder();
  const reader = request.body.getReader();
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > bodyLimit) {
      await reader.cancel();
      throw tooLarge();
    }
    text += decoder.decode(value, { stream: true });
  }
}

function invalid(detail: string, cause?: unknown): Refusal {
  return new Refusal({ status: 400, kind: "invalid-options", detail }, { cause });
}

const nameRule = "A sandbox is named by 1 to 63 lower-case letters, digits and hyphens.";

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
  checkName(answer, parsed, emit);
  return answer;
}

/** For identities that the application passes without a request. */
export function requireName({ name }: SandboxIdentity): void {
  if (!isPlatformName(name))
    throw new TypeError(`identity.name: ${JSON.stringify(name)}. ${nameRule}`);
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
function checkName(
  identity: SandboxIdentity,
  { sandbox }: SandboxSessionRequest,
  emit: (event: SandboxBackendEvent) => void,
): void {
  if (isPlatformName(identity.name)) return;
  if (sandbox !== undefined && String(identity.name).includes(sandbox)) {
    throw new Refusal({
      status: 400,
      kind: "invalid-options",
      detail: `There can be no sandbox of this name. ${nameRule}`,
    });
  }
  const reason = `authorize answered a \`name\` that no sandbox can have. ${nameRule}`;
  throw badAnswer(emit, reason);
}

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
