import type { IncomingMessage, ServerResponse } from "node:http";
import createRouter from "find-my-way";
import { HttpError, sendError, sendNotFound, sendText } from "../http";
import { messageOf } from "../nodeErrors";

/** Where the parts of the sandbox API register their routes. */
export type Router = createRouter.Instance<createRouter.HTTPVersion.V1>;

const CORS_HEADERS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE, HEAD, OPTIONS",
  "Access-Control-Allow-Headers": "Content-Type, Authorization",
};

const COMMON_HEADERS = {
  "Cache-Control": "no-cache, no-store, must-revalidate",
  Pragma: "no-cache",
  Expires: "0",
  "X-Content-Type-Options": "nosniff",
};

type RoutedMethod = "GET" | "POST" | "PUT" | "DELETE" | "PATCH";

/** Which method's routes answer a request: `HEAD` goes by those of `GET`. */
function routedMethod(method: string): RoutedMethod | undefined {
  if (method === "GET" || method === "HEAD") return "GET";
  const known = ["POST", "PUT", "DELETE", "PATCH"] as const;
  return known.find((each) => each === method);
}

/** A named part of a path may not be empty, or `/process/` would be a process without a name. */
function lookUp(router: Router, routed: RoutedMethod, path: string) {
  const found = router.find(routed, path);
  const isWhole = Object.entries(found?.params ?? {}).every(
    ([name, value]) => name === "*" || value !== "",
  );
  return isWhole ? found : null;
}

/** A router that neither cuts long paths nor merges `//`, which marks an absolute path. */
export const newRouter = (): Router => createRouter({ maxParamLength: 65_536 });

/**
 * Answers one request by the routes, with the manners of the real server: CORS and cache headers on
 * everything, `HEAD` on every `GET` route without looking, unless it has a route, redirects for a trailing slash, and a
 * plain 404 for the rest.
 */
export function dispatch(router: Router, request: IncomingMessage, response: ServerResponse): void {
  const method = request.method ?? "GET";
  const url = request.url ?? "/";
  for (const [name, value] of Object.entries(CORS_HEADERS)) response.setHeader(name, value);
  if (method === "OPTIONS") {
    response.writeHead(204).end();
    return;
  }
  for (const [name, value] of Object.entries(COMMON_HEADERS)) response.setHeader(name, value);

  let path: string;
  try {
    path = routingPath(url);
  } catch {
    // Go's HTTP server refuses a malformed escape before any handler sees it.
    sendText(response, 400, "400 Bad Request");
    return;
  }
  const routed = routedMethod(method);
  const found = routed && lookUp(router, routed, path);
  if (!found) {
    if (!routed || !redirect(router, routed, request, response)) sendNotFound(response);
    return;
  }
  const asked = method === "HEAD" ? router.find("HEAD", path) : found;
  if (!asked) {
    response.writeHead(200).end();
    return;
  }
  Promise.resolve()
    .then(() => asked.handler(request, response, asked.params, asked.store, asked.searchParams))
    .catch((error: unknown) => fail(request, response, error));
}

/** An absolute path may follow a file route's own part directly: `/filesystem%2Ftmp`. */
const SLASH_AFTER_FILE_ROUTE =
  /^(\/watch\/filesystem|\/filesystem(?:-find|-search|-content-search|-multipart\/initiate)?)(%2F)/;

/**
 * The path to look up. The real router matches the decoded path, so `/process/a%2Fb` has one segment
 * more; only the file routes, whose wildcard reads the raw URL, keep their escapes.
 */
function routingPath(url: string): string {
  const [path = "/"] = url.split(/[?#]/, 1);
  const decoded = decodeURIComponent(path);
  if (path.startsWith("/filesystem") || path.startsWith("/watch")) {
    return url.replace(SLASH_AFTER_FILE_ROUTE, "$1/$2");
  }
  return path.includes("%2F") || path.includes("%2f")
    ? encodeURI(decoded) + url.slice(path.length)
    : url;
}

function redirect(
  router: Router,
  routed: RoutedMethod,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const { method, url = "/" } = request;
  const [path = "/"] = url.split("?", 1);
  const other = path.endsWith("/") ? path.replace(/\/$/, "") : `${path}/`;
  if (path === "/" || other === "" || !lookUp(router, routed, other)) {
    return false;
  }
  const location = other + url.slice(path.length);
  // The real router answers these before its middleware sets any header.
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.statusCode = method === "GET" ? 301 : 307;
  response.setHeader("Location", location);
  if (method !== "GET") {
    response.end();
    return true;
  }
  const escaped = location.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&#34;");
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.end(`<a href="${escaped}">Moved Permanently</a>.\n\n`);
  return true;
}

function fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  // A reader that hung up is owed no answer.
  if (request.destroyed && !request.complete) return;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (error instanceof HttpError) sendError(response, error.status, error.message, error.code);
  else sendError(response, 500, messageOf(error));
}
