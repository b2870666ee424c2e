import type { ServerResponse } from "node:http";
import { edgePage, platformErrorBody, type PlatformErrorCode } from "../gateway";
import type { StatusFault } from "./fault";

/** What answers with a status: the head and the body. */
export interface StatusAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const CODES: Record<number, PlatformErrorCode> = {
  400: "BAD_REQUEST",
  401: "AUTHENTICATION_FAILED",
  402: "USAGE_LIMIT_EXCEEDED",
  403: "FORBIDDEN",
  404: "WORKLOAD_UNAVAILABLE",
  413: "REQUEST_ENTITY_TOO_LARGE",
};

/** The answer of a status fault, in the manner of the part that would refuse. */
export function statusAnswer(
  fault: StatusFault,
  kind: "control" | "session" | "preview" | "other",
): StatusAnswer {
  const form = fault.body ?? (fault.status >= 500 && kind !== "control" ? "html" : "json");
  const headers: Record<string, string> = {};
  if (kind !== "control") headers["X-Blaxel-Source"] = "platform";
  if (fault.retryAfterSeconds !== undefined) {
    headers["Retry-After"] = String(fault.retryAfterSeconds);
  }
  if (form !== "empty") {
    headers["Content-Type"] = form === "html" ? "text/html" : "application/json";
  }
  const body =
    form === "empty" ? "" : form === "html" ? edgePage(fault.status) : jsonBody(fault, kind);
  headers["Content-Length"] = String(Buffer.byteLength(body));
  return { status: fault.status, headers, body };
}

function jsonBody({ status, code }: StatusFault, kind: string): string {
  const message = `The local sandbox was told to answer ${status}`;
  if (kind === "control") return JSON.stringify({ error: message, code: status, message });
  const known = CODES[status] ?? "BAD_REQUEST";
  const { error } = platformErrorBody(known, message);
  const retryable = CODES[status] ? error.retryable : status === 429 || status >= 500;
  const named =
    code ?? (CODES[status] ? known : status === 429 ? "RATE_LIMITED" : "INTERNAL_ERROR");
  return JSON.stringify({ error: { ...error, code: named, status, retryable } });
}

/** Sends it. */
export function sendStatusAnswer(response: ServerResponse, answer: StatusAnswer): void {
  response.statusCode = answer.status;
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
  response.end(answer.body);
}
