import type { OutgoingHttpHeader, ServerResponse } from "node:http";

type HeaderList = Record<string, OutgoingHttpHeader | undefined> | OutgoingHttpHeader[];

/**
 * Runs `adjust` just before the status line is written, by any handler: the last word over the
 * headers of an answer.
 */
export function beforeHeaders(response: ServerResponse, adjust: () => void): void {
  const writeHead = response.writeHead.bind(response);
  let adjusted = false;
  response.writeHead = (
    status: number,
    reason?: string | HeaderList,
    headers?: HeaderList,
  ): ServerResponse => {
    if (adjusted) return writeHead(status);
    adjusted = true;
    const given = typeof reason === "string" ? headers : (reason ?? headers);
    for (const [name, value] of headerEntries(given)) response.setHeader(name, value);
    response.statusCode = status;
    adjust();
    return typeof reason === "string"
      ? writeHead(response.statusCode, reason)
      : writeHead(response.statusCode);
  };
}

function* headerEntries(headers: HeaderList | undefined) {
  if (!headers) return;
  if (Array.isArray(headers)) {
    for (let index = 0; index + 1 < headers.length; index += 2) {
      const value = headers[index + 1];
      if (value !== undefined) yield [String(headers[index]), value] as const;
    }
    return;
  }
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) yield [name, value] as const;
  }
}

/** Sets headers, replacing those of the same name. */
export function setHeaders(
  response: ServerResponse,
  headers: Readonly<Record<string, string>> | undefined,
): void {
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
}

/** Answers a preflight: every distinct URL costs one, so the browser may remember it for a day. */
export function sendPreflight(
  response: ServerResponse,
  headers: Readonly<Record<string, string>> | undefined,
): void {
  response.setHeader("Access-Control-Max-Age", "86400");
  setHeaders(response, headers);
  response.statusCode = 204;
  response.end();
}
