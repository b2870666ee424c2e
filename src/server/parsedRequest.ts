import { askedNameRule, isAskedName } from "./names";
import type { SandboxAsked } from "./options";
import { Refusal } from "./problem";
import { withTimeout } from "./withTimeout";

/** Far above `{"sandbox":"…"}`, far below anything that hurts. */
const bodyLimit = 4096;
const bodyTimeout = 10_000;

/** Which sandbox the request names, in its query or in the JSON body of a POST. */
export async function parseRequest(request: Request): Promise<SandboxAsked> {
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
