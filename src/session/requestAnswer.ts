import { SandboxError, isSandboxError, type SandboxErrorDetails } from "../errors";
import type { SandboxEndpoint, SandboxEndpointRequest } from "./endpoint";
import { parseAnswer, type ParsedAnswer } from "./parseAnswer";
import { retryAfterMs } from "./retryAfter";

/** How long one attempt may take. */
export const ATTEMPT_TIMEOUT_MS = 15_000;

const LARGEST_ANSWER_BYTES = 1_000_000;

type Failure = Pick<SandboxErrorDetails, "kind" | "message" | "hint" | "retryable">;

/**
 * Asks the endpoint once. Rejects with a `SandboxError`, whatever goes wrong, and never later than
 * `ATTEMPT_TIMEOUT_MS`, even if the endpoint's function ignores its signal.
 */
export async function requestAnswer(
  endpoint: SandboxEndpoint,
  request: Omit<SandboxEndpointRequest, "signal">,
  abandoned: AbortSignal,
): Promise<ParsedAnswer> {
  const attempt = new AbortController();
  const abandon = () => attempt.abort(abandoned.reason);
  abandoned.addEventListener("abort", abandon);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new SandboxError({
          kind: "timeout",
          message: `The session endpoint did not answer within ${ATTEMPT_TIMEOUT_MS / 1000} seconds.`,
          hint: "Check the backend; making a new sandbox may take it long the first time.",
          retryable: true,
        }),
      );
      attempt.abort();
    }, ATTEMPT_TIMEOUT_MS);
  });
  try {
    return await Promise.race([ask(endpoint, { ...request, signal: attempt.signal }), late]);
  } finally {
    clearTimeout(timer);
    abandoned.removeEventListener("abort", abandon);
  }
}

async function ask(endpoint: SandboxEndpoint, request: SandboxEndpointRequest) {
  if (globalThis.navigator?.onLine === false) throw offline();
  let answer;
  try {
    answer =
      typeof endpoint === "string"
        ? await fetch(addressOf(endpoint, request.sandbox), {
            headers: { accept: "application/json" },
            cache: "no-store",
            signal: request.signal,
          })
        : await endpoint(request);
  } catch (cause) {
    if (isSandboxError(cause)) throw cause;
    throw new SandboxError({
      kind: "endpoint-unreachable",
      message: "The session endpoint could not be reached.",
      hint: "Check that the backend runs and `endpoint` is right; on another origin it has to list this page's origin.",
      retryable: true,
      cause,
    });
  }
  return answer instanceof Response ? readResponse(answer) : parseAnswer(answer);
}

function addressOf(endpoint: string, sandbox: string | undefined): string {
  if (sandbox === undefined) return endpoint;
  const [path = "", hash] = endpoint.split("#", 2);
  const query = `${path.includes("?") ? "&" : "?"}sandbox=${encodeURIComponent(sandbox)}`;
  return path + query + (hash === undefined ? "" : `#${hash}`);
}

async function readResponse(response: Response): Promise<ParsedAnswer> {
  if (!response.ok) {
    void response.body?.cancel().catch(ignoreBrokenBody);
    throw new SandboxError({
      ...failureOf(response.status),
      status: response.status,
      retryAfterMs: retryAfterMs(response.headers),
    });
  }
  const text = await readText(response);
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw unusable(describe(response, text));
  }
  const parsed = parseAnswer(answer);
  const date = Date.parse(response.headers.get("date") ?? "");
  if (parsed.serverTime === undefined && !Number.isNaN(date)) parsed.serverTime = date;
  return parsed;
}

/** A body that breaks while it is thrown away has nothing to say any more. */
const ignoreBrokenBody = () => undefined;

function describe({ redirected, headers }: Response, text: string): string {
  if (text.trim() === "") return "nothing at all";
  const isHtml = headers.get("content-type")?.includes("html") ?? text.trimStart().startsWith("<");
  if (!isHtml) return "something that is not JSON";
  return redirected ? "an HTML page after a redirect, such as a login page" : "an HTML page";
}

const unusable = (what: string) =>
  new SandboxError({
    kind: "endpoint-invalid",
    message: `The session endpoint answered ${what}.`,
    hint: "Check that `endpoint` leads to the route itself, and that it answers JSON to signed-out visitors too.",
    retryable: true,
  });

async function readText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new SandboxError({
        kind: "endpoint-unreachable",
        message: "The session endpoint's answer broke off.",
        hint: "Check the network, and the backend's log.",
        retryable: true,
        cause,
      });
    });
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > LARGEST_ANSWER_BYTES) {
      void reader.cancel().catch(ignoreBrokenBody);
      throw unusable("more than a megabyte");
    }
    text += decoder.decode(value, { stream: true });
  }
}

const offline = () =>
  new SandboxError({
    kind: "offline",
    message: "The browser is offline.",
    hint: "It goes on by itself when the network is back.",
    retryable: true,
  });

function failureOf(status: number): Failure {
  const answered = `The session endpoint answered ${status}`;
  switch (status) {
    case 401:
      return {
        kind: "unauthorized",
        message: `${answered}: nobody is signed in.`,
        hint: "Sign in, then try again.",
        retryable: false,
      };
    case 402:
      return {
        kind: "quota-exceeded",
        message: `${answered}: a usage limit of the workspace is reached.`,
        hint: "Raise the limit, or delete sandboxes that are not needed.",
        retryable: true,
      };
    case 403:
      return {
        kind: "forbidden",
        message: `${answered}: this sandbox is not for this visitor.`,
        hint: "Check `authorize` in the backend, and its `origins`.",
        retryable: false,
      };
    case 404:
      return {
        kind: "endpoint-unreachable",
        message: `${answered}: there is no such route, or no such sandbox.`,
        hint: "Check `endpoint` and `sandbox`.",
        retryable: false,
      };
    case 429:
      return {
        kind: "rate-limited",
        message: `${answered}: too many requests.`,
        hint: "It goes on by itself after a pause.",
        retryable: true,
      };
    default:
      return {
        kind: "endpoint-failed",
        message: `${answered}.`,
        hint: "Look at the backend's log.",
        retryable: true,
      };
  }
}
