import type { ServerResponse } from "node:http";

const ERRORS = {
  ROUTE_NOT_FOUND: {
    status: 404,
    retryable: false,
    action: "Stop. The URL does not lead to a workload or preview. Get it from the SDK.",
    doNot: "Do not retry, do not guess URLs.",
    docs: "Sandboxes/Ports.md",
  },
  WORKLOAD_NOT_FOUND: {
    status: 404,
    retryable: false,
    action: "Create the sandbox first, or check its name.",
    doNot: "Do not retry with the same name.",
    docs: "Sandboxes/Overview.md",
  },
  WORKLOAD_UNAVAILABLE: {
    status: 404,
    retryable: true,
    action: "Retry in a few seconds.",
    doNot: "Do not recreate the sandbox.",
    docs: "Sandboxes/Overview.md",
  },
  AUTHENTICATION_REQUIRED: {
    status: 401,
    retryable: false,
    action: "Send the token in X-Blaxel-Preview-Token or bl_preview_token.",
    doNot: "Do not retry without a token.",
    docs: "Sandboxes/Preview-url.md",
  },
  AUTHENTICATION_FAILED: {
    status: 401,
    retryable: false,
    action: "Get a new token: this one is wrong or has expired.",
    doNot: "Do not retry with the same token.",
    docs: "Sandboxes/Preview-url.md",
  },
  FORBIDDEN: {
    status: 403,
    retryable: false,
    action: "Ask for access to this resource.",
    doNot: "Do not retry.",
    docs: "Security/Access-control.md",
  },
  BAD_REQUEST: {
    status: 400,
    retryable: false,
    action: "Correct the request.",
    doNot: "Do not retry unchanged.",
    docs: "troubleshooting/error-codes.md",
  },
  USAGE_LIMIT_EXCEEDED: {
    status: 402,
    retryable: false,
    action: "Raise the quota of the workspace, or free what it uses.",
    doNot: "Do not retry.",
    docs: "troubleshooting/error-codes.md",
  },
  REQUEST_ENTITY_TOO_LARGE: {
    status: 413,
    retryable: false,
    action: "Send a smaller body, or upload in parts.",
    doNot: "Do not retry unchanged.",
    docs: "Sandboxes/Filesystem.md",
  },
} as const;

/** The codes that the gateway answers with in `error.code`. */
export type PlatformErrorCode = keyof typeof ERRORS;

/** The body of a refusal by the platform: `error` is an object, unlike the sandbox API's text. */
export function platformErrorBody(code: PlatformErrorCode, message: string) {
  const { status, retryable, action, doNot, docs } = ERRORS[code];
  return {
    error: {
      code,
      message,
      status,
      retryable,
      action,
      do_not: doNot,
      docs_url: `https://docs.blaxel.ai/${docs}`,
      origin: "platform",
      timestamp: new Date().toISOString().replace(/\.\d+Z$/, "+00:00"),
    },
  };
}

/** Answers as the platform does when the request does not reach a sandbox. */
export function sendPlatformError(
  response: ServerResponse,
  code: PlatformErrorCode,
  message: string,
): void {
  startPlatformError(response, code, message);
  response.end();
}

/** Writes the whole of that answer and leaves it to the caller to end it, and with it the connection. */
export function startPlatformError(
  response: ServerResponse,
  code: PlatformErrorCode,
  message: string,
): void {
  const body = JSON.stringify(platformErrorBody(code, message));
  response.statusCode = ERRORS[code].status;
  response.setHeader("X-Blaxel-Source", "platform");
  response.setHeader("Content-Type", "application/json");
  response.setHeader("Content-Length", Buffer.byteLength(body));
  response.write(body);
}

const REASONS: Record<number, string> = {
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** The page that the edge in front of the platform answers with: HTML, not JSON. */
export function edgePage(status: number): string {
  const reason = REASONS[status] ?? "Error";
  return (
    `<!DOCTYPE html>\n<html><head><title>${status} ${reason}</title></head>` +
    `<body><center><h1>${status} ${reason}</h1></center></body></html>\n`
  );
}

/** Answers with the edge's page: nothing answered in time, or nothing listens. */
export function sendEdgePage(response: ServerResponse, status: number): void {
  const page = edgePage(status);
  response.statusCode = status;
  response.setHeader("X-Blaxel-Source", "platform");
  response.setHeader("Content-Type", "text/html");
  response.setHeader("Content-Length", Buffer.byteLength(page));
  response.end(page);
}
