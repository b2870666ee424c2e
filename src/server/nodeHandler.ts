/** What the adapter needs of Node's `IncomingMessage`, or of Express's `Request`. */
interface NodeRequest extends AsyncIterable<Uint8Array> {
  method?: string | undefined;
  url?: string | undefined;
  /** Express: the address before routers took their part of it. */
  originalUrl?: string | undefined;
  /** Express: what a body parser has made of the body. */
  body?: unknown;
  headers: Record<string, string | string[] | undefined>;
  socket: { encrypted?: boolean };
}

/** What the adapter needs of Node's `ServerResponse`. */
interface NodeResponse {
  statusCode: number;
  setHeader(name: string, value: string | readonly string[]): unknown;
  write(chunk: Uint8Array): unknown;
  end(): unknown;
  on(event: "close", listener: () => void): unknown;
}

/** The handler refuses bodies far smaller than this; the adapter only has to stop reading somewhere. */
const bodyLimit = 65_536;

/**
 * Serves a `(Request) => Promise<Response>` handler from plain Node `http` and from Express, with
 * or without `express.json()` before it.
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
      request = await toRequest(incoming, closed.signal);
    } catch {
      // A Host or path that no URL can hold, or a connection that broke while sending.
      outgoing.statusCode = 400;
      outgoing.end();
      return;
    }
    await send(await handler(request), outgoing);
  };
}

async function toRequest(incoming: NodeRequest, signal: AbortSignal): Promise<Request> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && !name.startsWith(":")) headers.append(name, one);
    }
  }
  const scheme = incoming.socket.encrypted ? "https" : "http";
  const path = incoming.originalUrl ?? incoming.url ?? "/";
  const url = new URL(path, `${scheme}://${headers.get("host") ?? "localhost"}`);
  const method = incoming.method ?? "GET";
  const body = method === "GET" || method === "HEAD" ? undefined : await readBody(incoming);
  return new Request(url, {
    method,
    headers,
    signal,
    ...(body === undefined ? undefined : { body }),
  });
}

async function readBody(incoming: NodeRequest): Promise<Uint8Array<ArrayBuffer> | string> {
  if (incoming.body !== undefined) {
    return typeof incoming.body === "string" ? incoming.body : JSON.stringify(incoming.body);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > bodyLimit) break;
  }
  const body = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return body;
}

async function send(response: Response, outgoing: NodeResponse): Promise<void> {
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) {
    if (name !== "set-cookie") outgoing.setHeader(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader("set-cookie", cookies);
  if (response.body) {
    for await (const chunk of response.body) outgoing.write(chunk);
  }
  outgoing.end();
}
