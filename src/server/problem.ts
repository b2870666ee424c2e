import type { SandboxErrorKind } from "../errors";

/** A refusal or failure as the browser may see it: a problem document (RFC 9457) to be. */
export interface ProblemDetails {
  status: number;
  kind: SandboxErrorKind;
  /** A sentence for the reader: never built from what another server said. */
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

/** A fault of the backend itself, which no waiting puts right. Its cause is for the backend's log. */
export class OwnFault extends Problem {
  constructor(detail: string, cause: unknown) {
    super({ status: 500, kind: "endpoint-failed", detail }, { cause });
  }
}

const titles: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  402: "Payment Required",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  413: "Content Too Large",
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

const statusOfCode: Record<string, number> = {
  SANDBOX_ALREADY_EXISTS: 409,
  CREATION_IN_PROGRESS: 409,
  ROUTE_NOT_FOUND: 404,
  WORKLOAD_UNAVAILABLE: 503,
  USAGE_LIMIT_EXCEEDED: 402,
  AUTHENTICATION_REQUIRED: 401,
  AUTHENTICATION_FAILED: 401,
  FORBIDDEN: 403,
};

interface PossibleError {
  status?: unknown;
  statusCode?: unknown;
  code?: unknown;
  error?: unknown;
}

/**
 * The HTTP status behind a rejection of the SDK, which throws parsed bodies (`{ code: 404 }`,
 * `{ error: { code: "…", status } }`), `ResponseError`s, and errors of fetch. Undefined when none
 * of them says.
 */
export function platformStatus(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { status, statusCode, code, error: nested }: PossibleError = error;
  for (const candidate of [status, statusCode, code]) {
    const number =
      typeof candidate === "string" ? (statusOfCode[candidate] ?? Number(candidate)) : candidate;
    if (typeof number === "number" && number >= 400 && number <= 599) return number;
  }
  return platformStatus(nested);
}

/** An error status of the platform where the SDK did not throw it. */
export class PlatformAnswer extends Error {
  override readonly name = "PlatformAnswer";
  constructor(readonly status: number) {
    super(`The platform answered ${status}.`);
  }
}

/**
 * What the browser receives of a failure behind the backend. Only the status decides; no word of
 * the platform's answer is passed on, since it may hold addresses, names and tokens.
 */
export function platformProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ReferenceError) return new OwnFault(unsuited, error);
  return new Problem(detailsFor(error, platformStatus(error)));
}

function detailsFor(error: unknown, status: number | undefined): ProblemDetails {
  switch (status) {
    case 402:
      return {
        status: 402,
        kind: "quota-exceeded",
        detail: "A usage limit of the workspace is reached.",
      };
    case 404:
      return {
        status: 404,
        kind: "sandbox-unavailable",
        detail: "The sandbox does not exist, or cannot be made.",
      };
    case 409:
      return {
        status: 503,
        kind: "sandbox-unavailable",
        detail: "The sandbox is being made. Ask again in a moment.",
        retryAfter: 2,
      };
    case 429:
      return {
        status: 429,
        kind: "rate-limited",
        detail: "The platform asks for fewer requests.",
        retryAfter: 10,
      };
    case 408:
    case undefined:
      return isCredentialsError(error) ? misconfigured : unavailable;
    default:
      return status >= 500 ? unavailable : misconfigured;
  }
}

/** No answer of the platform makes a name unknown: the runtime does not have what the SDK needs. */
const unsuited = "@blaxel/core does not run here. The backend's log says why.";

const unavailable: ProblemDetails = {
  status: 503,
  kind: "sandbox-unavailable",
  detail: "The platform does not answer as it should. Ask again in a moment.",
  retryAfter: 5,
};

const misconfigured: ProblemDetails = {
  status: 500,
  kind: "endpoint-failed",
  detail: "The platform refuses what the backend asks for. The backend's log says more.",
};

/** The SDK found no credentials in the environment. */
export function isCredentialsError(error: unknown): boolean {
  return error instanceof Error && error.name === "CredentialsError";
}
