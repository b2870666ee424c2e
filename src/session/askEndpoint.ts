import { withTimeLimit } from "../core";
import type { SandboxEndpoint, SandboxEndpointRequest } from "./endpoint";
import { EndpointFault } from "./endpointFault";
import type { SessionEnvironment } from "./environment";
import { parseAnswer, type ParsedAnswer } from "./parseAnswer";
import { ANSWER_LIMIT, readText } from "./readText";

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
  if (sandbox !== undefined) query.set("sandbox", sandbox);
  if (refused !== undefined) query.set("refused", refused);
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
