import { isSandboxError, type SandboxError } from "../errors";
import type { SandboxEndpoint, SandboxEndpointRequest } from "./endpoint";
import { ANSWER_JSON, endpointError, LOOK_AT_LOG, statusError } from "./endpointErrors";
import type { SessionEnvironment } from "./environment";
import { parseAnswer, type ParsedAnswer } from "./parseAnswer";
import { ANSWER_LIMIT, readText } from "./readText";

/** How long one attempt may take. */
export const ATTEMPT_TIMEOUT_MS = 30_000;

/**
 * Asks the endpoint once. Rejects with a `SandboxError`, whatever goes wrong, and never later than
 * `ATTEMPT_TIMEOUT_MS` or the abort of `abandoned`, even if an endpoint function ignores its signal.
 */
export function askEndpoint(
  endpoint: SandboxEndpoint,
  request: Omit<SandboxEndpointRequest, "signal">,
  environment: SessionEnvironment,
  abandoned: AbortSignal,
): Promise<ParsedAnswer> {
  return new Promise((resolve, reject) => {
    const attempt = new AbortController();
    const end = (error: SandboxError) => {
      reject(error);
      attempt.abort();
    };
    const cancel = environment.after(ATTEMPT_TIMEOUT_MS, () =>
      end(
        endpointError(
          "timeout",
          `The session endpoint did not answer within ${ATTEMPT_TIMEOUT_MS / 1000} seconds.`,
          LOOK_AT_LOG,
        ),
      ),
    );
    const abandon = () => end(endpointError("timeout", "The session is not needed any more.", ""));
    abandoned.addEventListener("abort", abandon);
    ask(endpoint, { ...request, signal: attempt.signal }, environment)
      .then(resolve, (error: unknown) =>
        reject(toEndpointError(error, typeof endpoint === "function", environment)),
      )
      .finally(() => {
        cancel();
        abandoned.removeEventListener("abort", abandon);
      })
      .catch(reject);
  });
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
  return query.size > 0 ? endpoint + joint + query.toString() : endpoint;
}

async function readResponse(response: Response): Promise<ParsedAnswer> {
  const { headers, ok, status } = response;
  const type = headers.get("content-type") ?? "";
  if (!ok) {
    // Only a problem document says more than the status; any other body may be long or a page.
    const told = type.includes("problem+json") ? readJson(await readText(response)) : undefined;
    throw statusError(status, fieldOf(told, "kind"), headers);
  }
  const text = await readText(response);
  const answer = readJson(text);
  if (answer === undefined) {
    throw endpointError(
      "endpoint-invalid",
      `The session endpoint answered ${describe(text, type, response.redirected)}.`,
      ANSWER_JSON,
      { retryable: false },
    );
  }
  const parsed = parseAnswer(answer);
  const date = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(date) ? parsed : { ...parsed, serverTime: parsed.serverTime ?? date };
}

function readJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;

function describe(text: string | undefined, type: string, redirected: boolean): string {
  if (text === undefined) return `more than ${ANSWER_LIMIT / 1e6} MB`;
  if (text.trim() === "") return "nothing at all";
  const isPage = type.includes("html") || text.trimStart().startsWith("<");
  if (!isPage) return "something that is not JSON";
  return redirected ? "an HTML page after a redirect, such as a login page" : "an HTML page";
}

function toEndpointError(
  error: unknown,
  isFunction: boolean,
  { isOnline }: SessionEnvironment,
): SandboxError {
  if (isSandboxError(error)) return error;
  if (!isOnline()) {
    return endpointError(
      "offline",
      "The browser is offline.",
      "It goes on when the network is back.",
    );
  }
  // What a function throws may carry anything, so neither its text nor itself is kept.
  const told = fieldOf(error, "status") ?? fieldOf(fieldOf(error, "response"), "status");
  if (typeof told === "number" && told >= 400) return statusError(told);
  if (isFunction && !(error instanceof TypeError)) {
    const name = error instanceof Error ? error.name : typeof error;
    return endpointError("endpoint-failed", `The endpoint function threw (${name}).`, LOOK_AT_LOG);
  }
  return endpointError(
    "endpoint-unreachable",
    "The session endpoint could not be reached.",
    "Check `endpoint`, and that the backend runs; on another origin it has to allow this page's.",
  );
}
