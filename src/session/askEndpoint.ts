import type { SandboxEndpoint, SandboxEndpointRequest } from "./endpoint";
import { EndpointFault } from "./endpointFault";
import type { SessionEnvironment } from "./environment";
import { parseAnswer, type ParsedAnswer } from "./parseAnswer";
import { readText } from "./readText";
import { fieldOf } from "./fieldOf";

/** How long one attempt may take. */
export const ATTEMPT_TIMEOUT_MS = 30_000;

/**
 * Asks the endpoint once. Rejects with whatever went wrong, and never later than `ATTEMPT_TIMEOUT_MS`
 * or the abort of `abandoned`, even if an endpoint function ignores its signal.
 */
export async function askEndpoint(
  endpoint: SandboxEndpoint,
  request: Omit<SandboxEndpointRequest, "signal">,
  environment: SessionEnvironment,
  abandoned: AbortSignal,
): Promise<ParsedAnswer> {
  const attempt = new AbortController();
  const { signal } = attempt;
  const cancel = environment.after(ATTEMPT_TIMEOUT_MS, () =>
    attempt.abort(new EndpointFault("time", { limitMs: ATTEMPT_TIMEOUT_MS })),
  );
  const abandon = () => attempt.abort(abandoned.reason);
  abandoned.addEventListener("abort", abandon);
  // Listens before the endpoint does, whose own word for an abort says less.
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
  try {
    return await Promise.race([ask(endpoint, { ...request, signal }, environment), aborted]);
  } finally {
    cancel();
    abandoned.removeEventListener("abort", abandon);
  }
}

async function ask(
  endpoint: SandboxEndpoint,
  request: SandboxEndpointRequest,
  { fetch }: SessionEnvironment,
): Promise<ParsedAnswer> {
  const answer =
    typeof endpoint === "string"
      ? await fetch(addressOf(endpoint, request), {
          headers: { Accept: "application/json" },
          cache: "no-store",
          signal: request.signal,
        })
      : await endpoint(request);
  return answer instanceof Response ? readResponse(answer) : parseAnswer(answer);
}

/** The endpoint with `?sandbox=` and `?refused=`. Stays relative if it is. */
function addressOf(endpoint: string, { sandbox, refused }: SandboxEndpointRequest): string {
  const query = new URLSearchParams();
  if (sandbox !== undefined) query.set("sandbox", sandbox);
  if (refused !== undefined) query.set("refused", refused);
  const joint = endpoint.includes("?") ? "&" : "?";
  return query.size > 0 ? endpoint + joint + query : endpoint;
}

async function readResponse(response: Response): Promise<ParsedAnswer> {
  const { headers, ok, redirected, status } = response;
  const type = headers.get("content-type") ?? "";
  // Of failures only a problem document says more than the status; any other body may be long or a page.
  const text = ok || type.includes("problem+json") ? await readText(response) : "";
  const answer = readJson(text);
  if (!ok) throw new EndpointFault(`${status}`, { status, headers, kind: fieldOf(answer, "kind") });
  if (answer === undefined) throw new EndpointFault("its body", { text, type, redirected });
  const parsed = parseAnswer(answer);
  const date = Date.parse(headers.get("date") ?? "");
  return { ...parsed, serverTime: parsed.serverTime ?? (date || undefined) };
}

function readJson(text = ""): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
