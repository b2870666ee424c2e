import type { SandboxErrorKind } from "../errors";

/** A refusal or failure as the browser may see it: a problem document (RFC 9457) to be. */
export interface ProblemDetails {
  status: number;
  kind: SandboxErrorKind;
  /** A sentence for the reader: never built from what somebody else's server said. */
  detail: string;
  /** Seconds after which the same request may succeed; absent where it cannot. */
  retryAfter?: number | undefined;
  headers?: Record<string, string> | undefined;
}

/** Carries a problem from where it is found to where it is answered. */
export class Problem extends Error {
  override readonly name = "Problem";
  constructor(
    readonly details: ProblemDetails,
    options?: ErrorOptions,
  ) {
    super(details.detail, options);
  }
}

/** A request that is turned away before anything was done for it. */
export class Refusal extends Problem {}

const titles: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  402: "Payment Required",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** The answer for a problem, without the headers that every answer has. */
export function problemResponse({
  status,
  kind,
  detail,
  retryAfter,
  headers,
}: ProblemDetails): Response {
  const document = {
    type: "about:blank",
    title: titles[status] ?? "Error",
    status,
    detail,
    kind,
    retryable: retryAfter !== undefined || status === 429,
  };
  return new Response(JSON.stringify(document), {
    status,
    headers: {
      "Content-Type": "application/problem+json",
      ...(retryAfter === undefined ? undefined : { "Retry-After": String(retryAfter) }),
      ...headers,
    },
  });
}
