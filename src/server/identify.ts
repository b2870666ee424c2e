import type { SandboxBackendEvent } from "./events";
import { isPlatformName } from "./names";
import type { SandboxAsked, SandboxBackendOptions, SandboxIdentity } from "./options";
import { Problem, type ProblemDetails, Refusal } from "./problem";
import { withTimeout } from "./withTimeout";

const nameRule = "A sandbox is named by 1 to 63 lower-case letters, digits and hyphens.";

/** Longer than any sign-in check should take. */
const authorizeWithin = 15_000;

/** Asks the application who this is: an identity that can be used, or the answer to send instead. */
export async function identify<Identity extends SandboxIdentity>(
  request: Request,
  asked: SandboxAsked,
  authorize: SandboxBackendOptions<Identity>["authorize"],
  emit: (event: SandboxBackendEvent) => void,
): Promise<Identity | Response> {
  const answer = await askApplication(request, asked, authorize, emit);
  if (answer instanceof Response) return applicationAnswer(answer, emit);
  if (answer === null) {
    throw new Refusal({ status: 401, kind: "unauthorized", detail: "Nobody is signed in." });
  }
  checkName(answer, asked, emit);
  return answer;
}

/** For identities that the application passes without a request. */
export function requireName({ name }: SandboxIdentity): void {
  if (!isPlatformName(name))
    throw new TypeError(`identity.name: ${JSON.stringify(name)}. ${nameRule}`);
}

async function askApplication<Identity extends SandboxIdentity>(
  request: Request,
  asked: SandboxAsked,
  authorize: SandboxBackendOptions<Identity>["authorize"],
  emit: (event: SandboxBackendEvent) => void,
): Promise<Identity | Response | null> {
  try {
    const asking = Promise.resolve().then(() => authorize(request, asked));
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
  { sandbox }: SandboxAsked,
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
  emit({ type: "failed", stage: "authorize", kind: "endpoint-failed", reason });
  throw new Problem({
    status: 500,
    kind: "endpoint-failed",
    detail: "The backend is not set up correctly. Its log says more.",
  });
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
