import { Refusal } from "./problem";

/** What is needed of Node's `IncomingMessage` to read its body. */
export interface NodeBody {
  headers: Record<string, string | string[] | undefined>;
  /** Express: what a body parser has made of the body. */
  body?: unknown;
  on(event: string, listener: (chunk: Uint8Array) => void): unknown;
  pause(): unknown;
}

/** Far above what a sign-in check needs; a handler that takes uploads is served without the adapter. */
const bodyLimit = 65_536;
const bodyWithin = 10_000;

/** The body of a request, if it has one. Nothing of it is read before the handler asks for it. */
export function bodyOf(incoming: NodeBody): BodyInit | undefined {
  const { body, headers } = incoming;
  const length = Number(headers["content-length"] ?? 0);
  if (headers["transfer-encoding"] === undefined && !(length > 0)) return undefined;
  if (body === undefined) return readable(incoming, length);
  if (typeof body === "string") return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}

function readable(incoming: NodeBody, length: number): ReadableStream<Uint8Array> {
  return new ReadableStream(
    { pull: (controller) => readAll(incoming, length, controller) },
    { highWaterMark: 0 },
  );
}

/** By events, since leaving an async iteration would close the connection before the answer. */
function readAll(
  incoming: NodeBody,
  length: number,
  controller: ReadableStreamDefaultController<Uint8Array>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let size = 0;
    let ended = false;
    const end = (error?: Error) => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      incoming.pause();
      if (error) return reject(error);
      controller.close();
      resolve();
    };
    const timer = setTimeout(() => end(tooSlow()), bodyWithin);
    if (length > bodyLimit) return end(tooLong());
    incoming.on("data", (chunk) => {
      size += chunk.byteLength;
      if (size > bodyLimit) end(tooLong());
      else if (!ended) controller.enqueue(new Uint8Array(chunk));
    });
    incoming.on("end", () => end());
    const broken = () => end(new Error("The connection closed before the body was complete."));
    incoming.on("error", broken);
    incoming.on("close", broken);
  });
}

function tooSlow(): Refusal {
  const detail = `The body did not arrive within ${bodyWithin / 1000} s.`;
  return new Refusal({ status: 408, kind: "invalid-options", detail });
}

function tooLong(): Refusal {
  const detail = `The body is larger than ${bodyLimit} bytes.`;
  return new Refusal({ status: 413, kind: "invalid-options", detail });
}
