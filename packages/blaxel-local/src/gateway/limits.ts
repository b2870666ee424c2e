import type { IncomingMessage, ServerResponse } from "node:http";
import { sendEdgePage, startPlatformError } from "./platformError";

/**
 * How long a client may go on sending what was refused already. Closing at once would reset the
 * connection, and the client would never read why.
 */
const LINGER_MS = 2000;

/**
 * Refuses a body that declares more than `limit` bytes, and one that turns out to have more: with
 * 413, unless the answer has begun. Returns `false` when it has answered.
 */
export function boundBody(
  request: IncomingMessage,
  response: ServerResponse,
  limit: number,
): boolean {
  const isDeclared = Number(request.headers["content-length"] ?? 0) > limit;
  if (!isDeclared && request.headers["transfer-encoding"] === undefined) return true;

  const push = request.push.bind(request);
  let received = 0;
  let isOver = false;
  const refuse = () => {
    isOver = true;
    if (response.headersSent && !response.writableEnded) {
      request.destroy();
      return;
    }
    if (!response.headersSent) {
      response.setHeader("Connection", "close");
      startPlatformError(
        response,
        "REQUEST_ENTITY_TOO_LARGE",
        `The body is larger than ${limit} bytes`,
      );
      silence(response);
    }
    const timer = setTimeout(() => request.destroy(), LINGER_MS);
    response.once("close", () => clearTimeout(timer));
  };
  request.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (chunk instanceof Buffer) received += chunk.length;
    if (!isOver && received > limit) refuse();
    if (!isOver) return push(chunk, encoding);
    // What a handler has got so far must not look like the whole of it.
    if (chunk === null) request.destroy();
    return true;
  };
  if (!isDeclared) return true;
  refuse();
  request.resume();
  return false;
}

/**
 * Answers 504 with the edge's page when no header was written in time. A handler still at work on
 * the answer writes into the void, as behind a real edge.
 */
export function limitWait(response: ServerResponse, timeoutMs: number): void {
  if (timeoutMs <= 0) return;
  const timer = setTimeout(() => {
    if (response.headersSent || response.destroyed) return;
    for (const name of response.getHeaderNames()) {
      if (!name.startsWith("access-control-")) response.removeHeader(name);
    }
    sendEdgePage(response, 504);
    silence(response);
  }, timeoutMs);
  timer.unref();
  response.once("close", () => clearTimeout(timer));
}

/** Makes every further write to an answer that was already given do nothing. */
export function silence(response: ServerResponse): void {
  response.writeHead = () => response;
  response.setHeader = () => response;
  response.removeHeader = () => undefined;
  response.flushHeaders = () => undefined;
  response.write = () => false;
  response.end = () => response;
}
