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

/** By events, since leaving an async iteration would close the connection before the answer. */
function readable(incoming: NodeBody, length: number): ReadableStream<Uint8Array> {
  let leave = () => {};
  const readAll = (controller: ReadableStreamDefaultController<Uint8Array>) =>
    new Promise<void>((resolve) => {
      let size = 0;
      let left = false;
      leave = () => {
        left = true;
        clearTimeout(timer);
        incoming.pause();
        resolve();
      };
      const end = (error?: Error) => {
        if (left) return;
        leave();
        if (error) controller.error(error);
        else controller.close();
      };
      const timer = setTimeout(() => end(tooSlow()), bodyWithin);
      if (length > bodyLimit) return end(tooLong());
      incoming.on("data", (chunk) => {
        size += chunk.byteLength;
        if (size > bodyLimit) end(tooLong());
        else if (!left) controller.enqueue(new Uint8Array(chunk));
      });
      incoming.on("end", () => end());
      const broken = () => end(new Error("The connection closed before the body was complete."));
      incoming.on("error", broken);
      incoming.on("close", broken);
    });
  return new ReadableStream({ pull: readAll, cancel: () => leave() }, { highWaterMark: 0 });
}

function tooSlow(): Refusal {
  const detail = `The body did not arrive within ${bodyWithin / 1000} s.`;
  return new Refusal({ status: 408, kind: "invalid-options", detail });
}

function tooLong(): Refusal {
  const detail = `The body is larger than ${bodyLimit} bytes.`;
  return new Refusal({ status: 413, kind: "invalid-options", detail });
}
