import type { IncomingMessage, ServerResponse } from "node:http";
import { parseGoJson } from "./goJson";
import { messageOf } from "./nodeErrors";

/**
 * An answer that a handler gives by throwing: the status and the text of `{"error": text}`.
 *
 * @example
 * ```ts
 * if (!process) throw new HttpError(404, "process not found");
 * ```
 */
export class HttpError extends Error {
  override readonly name = "HttpError";
  constructor(
    readonly status: number,
    message: string,
    /** What newer routes put beside the text, as `FILE_ALREADY_EXISTS`. */
    readonly code?: string,
  ) {
    super(message);
  }
}

/** Writes JSON the way the real server does: Go escapes what HTML could take for markup. */
export function goJson(body: unknown): string {
  return JSON.stringify(body).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, "application/json; charset=utf-8", goJson(body));
}

/** Answers with the sandbox API's error shape, `{"error": text}`. */
export function sendError(
  response: ServerResponse,
  status: number,
  text: string,
  code?: string,
): void {
  sendJson(response, status, { error: text, ...(code === undefined ? {} : { code }) });
}

/** Answers with plain text. */
export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  contentType = "text/plain; charset=utf-8",
): void {
  send(response, status, contentType, text);
}

/** The real server's answer to an unknown route or method. */
export function sendNotFound(response: ServerResponse): void {
  sendText(response, 404, "404 page not found", "text/plain");
}

function send(response: ServerResponse, status: number, contentType: string, text: string): void {
  if (response.headersSent || response.destroyed) return;
  response.statusCode = status;
  response.setHeader("Content-Type", contentType);
  response.setHeader("Content-Length", Buffer.byteLength(text));
  response.end(text);
}

/**
 * Reads a whole body of at most `limit` bytes. Throws `HttpError` 413 above it; an aborted request
 * rejects with the stream's own error.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > limit) throw tooLarge(limit);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

const tooLarge = (limit: number) =>
  new HttpError(413, `request body too large: the limit is ${limit} bytes`);

/**
 * Reads a JSON body. A malformed one throws `HttpError` 400 with `prefix` and the text of Go's
 * decoder: `EOF`, `unexpected EOF`, `invalid character 'b' looking for beginning of …`.
 *
 * @example
 * ```ts
 * const body = await readJson(request, 1024 * 1024, "invalid request body: ");
 * ```
 */
export async function readJson(
  request: IncomingMessage,
  limit: number,
  prefix = "",
): Promise<unknown> {
  const text = (await readBody(request, limit)).toString("utf8");
  try {
    return parseGoJson(text);
  } catch (error) {
    throw new HttpError(400, prefix + messageOf(error));
  }
}
