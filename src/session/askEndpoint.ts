import { withTimeLimit } from "../core";
import type { SandboxEndpoint, SandboxEndpointRequest } from "./types";
import { EndpointFault, parseAnswer, type ParsedAnswer } from "./parseAnswer";
import type { SessionEnvironment, Moment } from "./environment";

/** How long one attempt may take, the body of its answer included. */
export const ATTEMPT_TIMEOUT_MS = 30_000;

/**
 * Asks the endpoint once. Rejects with whatever went wrong, and never later than `ATTEMPT_TIMEOUT_MS`
 * or the abort of `abandoned`, even if an endpoint function ignores its signal.
 */
export function askEndpoint(
  endpoint: SandboxEndpoint,
  request: Omit<SandboxEndpointRequest, "signal">,
  { after, fetch }: SessionEnvironment,
  abandoned: AbortSignal,
): Promise<ParsedAnswer> {
  const limitMs = ATTEMPT_TIMEOUT_MS;
  const late = () => new EndpointFault({ limitMs });
  return withTimeLimit({ signal: abandoned, limitMs, late, after }, async (signal) => {
    const answer =
      typeof endpoint === "function"
        ? await endpoint({ ...request, signal })
        : await fetch(addressOf(endpoint, request), {
            headers: { Accept: "application/json" },
            cache: "no-store",
            signal,
          });
    return answer instanceof Response ? readResponse(answer, signal) : parseAnswer(answer);
  });
}

/** The endpoint with `?sandbox=` and `?refused=`. Stays relative if it is. */
function addressOf(
  endpoint: string,
  { sandbox, refused }: Omit<SandboxEndpointRequest, "signal">,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ sandbox, refused })) {
    if (value !== undefined) query.set(name, value);
  }
  const joint = endpoint.includes("?") ? "&" : "?";
  return query.size > 0 ? endpoint + joint + query : endpoint;
}

async function readResponse(response: Response, signal: AbortSignal): Promise<ParsedAnswer> {
  const { headers, ok } = response;
  // Of failures only a problem document says more than the status; any other body may be long or a page.
  const isWanted = ok || headers.get("content-type")?.includes("problem+json");
  const text = await readText(response, isWanted ? ANSWER_LIMIT : 0, signal);
  const answer = readJson(text ?? "");
  if (!ok || answer === undefined) throw new EndpointFault({ response, text, answer });
  const parsed = parseAnswer(answer);
  const date = Date.parse(headers.get("date") ?? "");
  return { ...parsed, serverTime: parsed.serverTime ?? (date || undefined) };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The first request of a session, which does not wait for the refresher to be loaded. */
export interface EarlyRequest {
  readonly since: Moment;
  readonly answer: Promise<ParsedAnswer>;
}

/** The largest answer that is read, in bytes. */
export const ANSWER_LIMIT = 1_000_000;

/**
 * Reads a body of at most `limit` bytes as text: `undefined` if it is longer, or if nothing of it is wanted;
 * `null` if it breaks. What is not read is let go of at once, on abort too, since it holds a connection.
 */
export async function readText(
  { body }: Response,
  limit: number,
  signal: AbortSignal,
): Promise<string | null | undefined> {
  const reader = body?.getReader();
  // Not awaited: it ends when the connection does, and no caller needs a body thrown away.
  const letGo = () => void reader?.cancel().catch(() => undefined);
  signal.addEventListener("abort", letGo);
  const decoder = new TextDecoder();
  let text = "";
  let left = limit;
  while (left > 0) {
    const chunk = await reader?.read().catch(() => null);
    if (chunk === null) return null;
    if (!chunk?.value) return text + decoder.decode();
    left -= chunk.value.length;
    text += decoder.decode(chunk.value, { stream: true });
  }
  letGo();
  return undefined;
}
