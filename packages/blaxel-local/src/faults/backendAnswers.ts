import { edgePage } from "../gateway";
import type { BackendBodyFault, BackendStatusFault } from "./backendFault";

/** The answer of a status fault. */
export function backendAnswer(
  { status, body = "json", retryAfterSeconds }: BackendStatusFault,
  cors: readonly [string, string][],
): Response {
  const headers = new Headers([...cors]);
  if (retryAfterSeconds !== undefined) headers.set("Retry-After", String(retryAfterSeconds));
  if (body === "empty") return new Response(null, { status, headers });
  headers.set("Content-Type", body === "html" ? "text/html" : "application/json");
  const text =
    body === "html"
      ? edgePage(status)
      : JSON.stringify({ error: `The route was told to answer ${status}` });
  return new Response(text, { status, headers });
}

const DATES = new Set(["expiresAt", "expires_at", "server_time"]);

/** The answer of a server whose clock is off by `offsetMs`. */
export async function shiftClock(response: Response, offsetMs: number): Promise<Response> {
  const shift = (text: string) => new Date(Date.parse(text) + offsetMs);
  const text = await response.text();
  const shifted = editJson(text, (key, value) =>
    DATES.has(key) && typeof value === "string" && !Number.isNaN(Date.parse(value))
      ? shift(value).toISOString()
      : value,
  );
  const headers = withoutLength(response);
  headers.set("Date", new Date(Date.now() + offsetMs).toUTCString());
  return new Response(shifted ?? text, { status: response.status, headers });
}

/** The answer with a body that is no session. */
export async function withBody(
  response: Response,
  body: BackendBodyFault["body"],
): Promise<Response> {
  const headers = withoutLength(response);
  const answer = (text: string) => new Response(text, { status: 200, headers });
  const real = await response.text();
  switch (body) {
    case "empty":
      return answer("");
    case "wrong-shape":
      return answer('{"ok":true}');
    case "html":
      headers.set("Content-Type", "text/html");
      return answer("<!DOCTYPE html><html><title>Sign in</title></html>");
    case "truncated":
      return answer(real.slice(0, Math.floor(real.length / 2)));
    default:
      return answer(editJson(real, (key, value) => (key === "token" ? undefined : value)) ?? real);
  }
}

/** The answer whose connection breaks after that many bytes of the body. */
export function brokenAfter(response: Response, bytes: number): Response {
  let left = bytes;
  return through(response, (chunk, controller) => {
    if (left > 0) controller.enqueue(chunk.subarray(0, left));
    left -= chunk.length;
    if (left < 0) controller.error(new Error("The connection was reset on purpose"));
  });
}

const DRIP_MS = 50;

/** The answer, sent no faster than that. */
export function paced(response: Response, bytesPerSecond: number): Response {
  const size = Math.max(1, Math.floor((bytesPerSecond * DRIP_MS) / 1000));
  return through(response, async (chunk, controller) => {
    for (let at = 0; at < chunk.length; at += size) {
      controller.enqueue(chunk.subarray(at, at + size));
      await new Promise((resolve) => setTimeout(resolve, (size / bytesPerSecond) * 1000));
    }
  });
}

function through(
  response: Response,
  transform: (
    chunk: Uint8Array,
    controller: TransformStreamDefaultController<Uint8Array>,
  ) => void | Promise<void>,
): Response {
  const body = response.body?.pipeThrough(new TransformStream({ transform })) ?? null;
  return new Response(body, { status: response.status, headers: withoutLength(response) });
}

function withoutLength(response: Response): Headers {
  const headers = new Headers(response.headers);
  headers.delete("Content-Length");
  return headers;
}

/** Rewrites the values of a JSON text; `undefined` when it is none. */
function editJson(
  text: string,
  edit: (key: string, value: unknown) => unknown,
): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text, edit));
  } catch {
    return undefined;
  }
}
