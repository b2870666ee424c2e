/** What the adapter needs of Node's `IncomingMessage`, or of Express's `Request`. */
interface NodeRequest {
  method?: string | undefined;
  url?: string | undefined;
  /** Express: the address before routers took their part of it. */
  originalUrl?: string | undefined;
  /** Express: what a body parser has made of the body. */
  body?: unknown;
  headers: Record<string, string | string[] | undefined>;
  socket: object;
  on(event: string, listener: (chunk: Uint8Array) => void): unknown;
  pause(): unknown;
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
  once(event: "drain" | "close", listener: () => void): unknown;
  destroy(): unknown;
}

/** The handler refuses bodies far smaller than this; the adapter only has to stop reading somewhere. */
const bodyLimit = 65_536;

/**
 * Serves a `(Request) => Promise<Response>` handler from plain Node `http` and from Express, with
 * or without `express.json()` before it. Never rejects, and every request ends: where the handler fails,
 * with 500.
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
    let request: Request;
    try {
      // What is left of a body that is too long must not be waited for.
      const onCut = () => outgoing.setHeader("connection", "close");
      request = await toRequest(incoming, closed.signal, onCut);
    } catch {
      // A Host or path that no URL can hold, or a connection that broke while sending.
      outgoing.statusCode = 400;
      outgoing.end();
      return;
    }
    try {
      await send(await handler(request), outgoing, closed.signal);
    } catch {
      // The handler failed, or its Response was used before. Half an answer must not pass for one.
      if (outgoing.headersSent) outgoing.destroy();
      else {
        outgoing.statusCode = 500;
        outgoing.end();
      }
    }
  };
}

async function toRequest(
  incoming: NodeRequest,
  signal: AbortSignal,
  onCut: () => void,
): Promise<Request> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && !name.startsWith(":")) headers.append(name, one);
    }
  }
  const scheme = "encrypted" in incoming.socket ? "https" : "http";
  const path = incoming.originalUrl ?? incoming.url ?? "/";
  const host = headers.get("host") ?? String(incoming.headers[":authority"] ?? "localhost");
  // Not relative to a base: a path that begins with two slashes would replace the host.
  const url = new URL(path.startsWith("/") ? `${scheme}://${host}${path}` : path);
  const method = incoming.method ?? "GET";
  const body = method === "GET" || method === "HEAD" ? undefined : await readBody(incoming, onCut);
  return new Request(url, {
    method,
    headers,
    signal,
    ...(body === undefined ? undefined : { body }),
  });
}

async function readBody(incoming: NodeRequest, onCut: () => void): Promise<BodyInit | undefined> {
  const { body, headers } = incoming;
  const sent =
    headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  // Too long by its own account: the handler says so without seeing it.
  if (!sent || Number(headers["content-length"] ?? 0) > bodyLimit) return undefined;
  if (body === undefined) return readStream(incoming, onCut);
  if (typeof body === "string") return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}

/** By events, since leaving an async iteration would close the connection before the answer. */
function readStream(incoming: NodeRequest, onCut: () => void): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const body = new Uint8Array(bodyLimit + 1);
    let size = 0;
    incoming.on("data", (chunk) => {
      body.set(chunk.subarray(0, body.length - size), size);
      size = Math.min(body.length, size + chunk.byteLength);
      if (size < body.length) return;
      incoming.pause();
      onCut();
      resolve(body);
    });
    incoming.on("end", () => resolve(body.slice(0, size)));
    incoming.on("error", reject);
    incoming.on("close", () =>
      reject(new Error("The connection closed before the body was complete.")),
    );
  });
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
