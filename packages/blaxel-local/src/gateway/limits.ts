import type { IncomingMessage, ServerResponse } from "node:http";
import { sendEdgePage, sendPlatformError } from "./platformError";

/**
 * Refuses a body that declares more than `limit` bytes, and cuts off one that sends more. Answers and
 * returns `false` for the first.
 */
export function boundBody(
  request: IncomingMessage,
  response: ServerResponse,
  limit: number,
): boolean {
  if (Number(request.headers["content-length"] ?? 0) > limit) {
    response.setHeader("Connection", "close");
    sendPlatformError(
      response,
      "REQUEST_ENTITY_TOO_LARGE",
      `The body is larger than ${limit} bytes`,
    );
    return false;
  }
  if (request.headers["transfer-encoding"] === undefined) return true;
  let received = 0;
  const push = request.push.bind(request);
  request.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (chunk instanceof Buffer) received += chunk.length;
    if (received <= limit) return push(chunk, encoding);
    request.destroy();
    return false;
  };
  return true;
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
