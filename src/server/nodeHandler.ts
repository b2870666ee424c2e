import { bodyOf, type NodeBody } from "./nodeBody";
import { isHost } from "./origin";
import { problemResponse, Refusal } from "./problem";

/** What the adapter needs of Node's `IncomingMessage`, or of Express's `Request`. */
interface NodeRequest extends NodeBody {
  method?: string | undefined;
  url?: string | undefined;
  /** Express: the address before routers took their part of it. */
  originalUrl?: string | undefined;
  /** Names and values in turn. Of a second `Host` only these tell. */
  rawHeaders: readonly string[];
  /** Whether the whole request has arrived. */
  complete: boolean;
  socket: object;
  resume(): unknown;
  destroy(): unknown;
}

/** What the adapter needs of Node's `ServerResponse`. */
interface NodeResponse {
  statusCode: number;
  readonly headersSent: boolean;
  setHeader(name: string, value: string | readonly string[]): unknown;
  /** `false` asks to wait for `drain`. */
  write(chunk: Uint8Array): unknown;
  end(): unknown;
  on(event: "close", listener: () => void): unknown;
  once(event: "drain" | "close" | "finish", listener: () => void): unknown;
  destroy(): unknown;
}

/**
 * Serves a `(Request) => Promise<Response>` handler from plain Node `http` and from Express, with
 * or without `express.json()` before it. Never rejects, and every request ends: where the handler fails,
 * with 500.
 *
 * Nothing of a body is read before the handler reads it, and then no more than 64 KiB within ten seconds:
 * beyond that the handler's read rejects, and if it lets that pass the answer is 413 or 408. A request
 * that has not arrived whole a second after its answer loses its connection.
 *
 * @example
 * ```ts
 * app.all("/api/sandbox", toNodeHandler(createSandboxHandler({ authorize })));
 * ```
 */
export function toNodeHandler(
  handler: (request: Request) => Promise<Response>,
): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  return async (incoming, outgoing) => {
    const closed = new AbortController();
    outgoing.on("close", () => closed.abort());
    try {
      const response = await handler(toRequest(incoming, closed.signal));
      letGoOfTheRest(incoming, outgoing);
      await send(response, outgoing, closed.signal);
    } catch (error) {
      // The handler failed, or its Response was used before. Half an answer must not pass for one.
      if (outgoing.headersSent) return void outgoing.destroy();
      letGoOfTheRest(incoming, outgoing);
      await send(failed(error), outgoing, closed.signal);
    }
  };
}

const failed = (error: unknown): Response =>
  error instanceof Refusal ? problemResponse(error.details) : new Response(null, { status: 500 });

/** How long the rest of a request may take after its answer. A reset at once could overtake the answer. */
const restWithin = 1_000;

/** Throws away what comes of the request after its answer, and soon closes its connection if more is missing. */
function letGoOfTheRest(incoming: NodeRequest, outgoing: NodeResponse): void {
  if (incoming.complete) return;
  outgoing.once("finish", () => {
    incoming.resume();
    const timer = setTimeout(() => incoming.destroy(), restWithin);
    incoming.on("end", () => clearTimeout(timer));
    incoming.on("close", () => clearTimeout(timer));
  });
}

function toRequest(incoming: NodeRequest, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && !name.startsWith(":")) headers.append(name, one);
    }
  }
  const method = incoming.method ?? "GET";
  const body = method === "GET" || method === "HEAD" ? undefined : bodyOf(incoming);
  return new Request(addressOf(incoming), {
    method,
    headers,
    signal,
    ...(body === undefined ? undefined : { body, duplex: "half" }),
  });
}

/** The address that was asked for. Its `Host` must not become a part of anything else. */
function addressOf({ headers, originalUrl, rawHeaders, socket, url = "/" }: NodeRequest): URL {
  const authority = headers[":authority"];
  const host = String(headers["host"] ?? authority ?? "localhost");
  const lines = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === "host");
  const contradicts = lines.length > 1 || (authority !== undefined && authority !== host);
  const base = `${"encrypted" in socket ? "https" : "http"}://${host}`;
  const asked = originalUrl ?? url;
  const path = asked.startsWith(`${base}/`) ? asked.slice(base.length) : asked;
  if (contradicts || !isHost(host) || !path.startsWith("/")) {
    const detail = "The address that the request asks for cannot be understood.";
    throw new Refusal({ status: 400, kind: "invalid-options", detail });
  }
  // Not relative to a base: a path that begins with two slashes would replace the host.
  return new URL(base + path);
}

/** Rejects where the response breaks, or has no body left to send. */
async function send(
  response: Response,
  outgoing: NodeResponse,
  closed: AbortSignal,
): Promise<void> {
  if (response.type === "error") {
    outgoing.destroy();
    return;
  }
  if (response.bodyUsed)
    throw new TypeError("The handler answered a Response that was used before.");
  const reader = response.body?.getReader();
  const leave = () => void reader?.cancel().catch(() => undefined);
  if (closed.aborted) return leave();
  closed.addEventListener("abort", leave);
  // Before the headers: a body that breaks at once is still worth a clean failure.
  let chunk = await reader?.read();
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) {
    if (name !== "set-cookie") outgoing.setHeader(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader("set-cookie", cookies);
  while (chunk?.value && !closed.aborted) {
    if (outgoing.write(chunk.value) === false) await drained(outgoing);
    chunk = await reader?.read();
  }
  outgoing.end();
}

const drained = (outgoing: NodeResponse) =>
  new Promise<void>((resolve) => {
    outgoing.once("drain", resolve);
    outgoing.once("close", resolve);
  });
