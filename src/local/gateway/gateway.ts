import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { previewEnd } from "../control";
import { checkToken, takeCookieToken, tokenCookie } from "./access";
import type { AppProxy } from "./appProxy";
import { boundBody, limitWait } from "./limits";
import { platformErrorBody, sendEdgePage, sendPlatformError } from "./platformError";
import {
  beforeHeaders,
  DEFAULT_SESSION_HEADERS,
  sendPreflight,
  setHeaders,
} from "./responseHeaders";
import type { Visit } from "./visit";

/** How the gateway behaves where Blaxel's own is not known, and what it bounds. */
export interface GatewayOptions {
  proxy: AppProxy;
  /** Whether a request carries the API key. */
  isAuthorized(request: IncomingMessage): boolean;
  /** Whether refusals carry the preview's `responseHeaders`, without which a browser hides them. */
  errorCors: boolean;
  /** Whether a page opened with `bl_preview_token` gets a cookie for its assets and sockets. */
  previewCookie: boolean;
  /** The largest body of a request, in bytes. */
  maxBodyBytes: number;
  /** How long the edge waits for an answer to begin, in milliseconds; 0 waits for ever. */
  edgeTimeoutMs: number;
}

type Served = Extract<Visit, { kind: "session" | "preview" }>;
type Direct = Extract<Visit, { kind: "direct" }>;
type Unknown = Extract<Visit, { kind: "unknown" }>;

/** Answers what leads to sandboxes and apps. */
export interface Gateway {
  serve(visit: Served | Direct, request: IncomingMessage, response: ServerResponse): void;
  refuse(visit: Unknown, request: IncomingMessage, response: ServerResponse): void;
  upgrade(visit: Visit, request: IncomingMessage, socket: Socket, head: Buffer): void;
}

/** Makes the gateway in front of all sandboxes of a server. */
export function createGateway(options: GatewayOptions): Gateway {
  const { proxy, isAuthorized, errorCors, previewCookie } = options;

  /** The token of a request, and whether it opens the preview. */
  const admission = (visit: Served, request: IncomingMessage) => {
    const cookie = takeCookieToken(request, visit.preview);
    const token = visit.token ?? (previewCookie ? cookie : undefined);
    delete request.headers["x-blaxel-preview-token"];
    // A public session would hand the sandbox to any page that learns its address: never here.
    const open = visit.kind === "preview" && visit.preview.spec.public;
    return { token, access: open ? ("granted" as const) : checkToken(visit.preview, token) };
  };

  const servePreview = (visit: Served, request: IncomingMessage, response: ServerResponse) => {
    const { preview, sandbox, url } = visit;
    const { responseHeaders, requestHeaders } = preview.spec;
    const cors = corsHeaders(visit);
    const preflight =
      request.method === "OPTIONS" && "access-control-request-method" in request.headers;
    if (preflight && (visit.kind === "session" || hasCors(cors) || !preview.spec.public)) {
      sendPreflight(response, cors);
      return;
    }
    const { token, access } = admission(visit, request);
    const refused = (code: Parameters<typeof sendPlatformError>[1], message: string) => {
      if (errorCors) setHeaders(response, cors);
      sendPlatformError(response, code, message);
    };
    if (access === "missing") {
      refused("AUTHENTICATION_REQUIRED", "A preview token is required");
      return;
    }
    if (access === "refused") {
      refused("AUTHENTICATION_FAILED", "The preview token is invalid or has expired");
      return;
    }
    if (previewEnd(preview) <= Date.now()) {
      refused("ROUTE_NOT_FOUND", `Preview not found: ${preview.id}`);
      return;
    }
    for (const [name, value] of Object.entries(requestHeaders ?? {})) {
      request.headers[name.toLowerCase()] = value;
    }
    beforeHeaders(response, () => {
      setHeaders(response, responseHeaders);
      if (visit.kind === "session" && request.method === "OPTIONS") {
        setHeaders(response, cors);
      }
      if (visit.kind === "preview" && previewCookie && visit.token !== undefined) {
        if (!preview.spec.public && token !== undefined) {
          response.appendHeader("Set-Cookie", tokenCookie(preview, token));
        }
      }
    });
    request.url = url;
    if (!boundBody(request, response, options.maxBodyBytes)) return;
    limitWait(response, options.edgeTimeoutMs);
    if (visit.kind === "session") sandbox.api.handle(request, response);
    else toApp(visit, preview.spec.port, request, response);
  };

  const toApp = (
    { sandbox }: Served | Direct,
    port: number,
    request: IncomingMessage,
    response: ServerResponse,
  ) => {
    const target = sandbox.api.target(port);
    // The platform does not say which: to it, a loopback-only server is one that is not there.
    if ("refused" in target) sendEdgePage(response, 502);
    else proxy.web(request, response, target);
  };

  const serveDirect = (visit: Direct, request: IncomingMessage, response: ServerResponse) => {
    if (request.method !== "OPTIONS" && !isAuthorized(request)) {
      sendPlatformError(response, "AUTHENTICATION_REQUIRED", "An API key is required");
      return;
    }
    dropCredentials(request);
    if (!boundBody(request, response, options.maxBodyBytes)) return;
    limitWait(response, options.edgeTimeoutMs);
    const { port, url } = portPath(visit.url);
    request.url = url;
    if (port === undefined) visit.sandbox.api.handle(request, response);
    else toApp(visit, port, request, response);
  };

  return {
    serve: (visit, request, response) => {
      if (visit.kind === "direct") serveDirect(visit, request, response);
      else servePreview(visit, request, response);
    },

    refuse: (visit, request, response) => {
      if (errorCors) {
        if (request.method === "OPTIONS") {
          sendPreflight(response, DEFAULT_SESSION_HEADERS);
          return;
        }
        setHeaders(response, corsHeaders(visit));
      }
      if (visit.what === "sandbox") {
        sendPlatformError(response, "WORKLOAD_NOT_FOUND", `Sandbox not found: ${visit.name}`);
      } else if (visit.what === "preview") {
        sendPlatformError(response, "ROUTE_NOT_FOUND", `Preview not found: ${visit.name}`);
      } else sendPlatformError(response, "ROUTE_NOT_FOUND", "The URL leads to no route");
    },

    upgrade: (visit, request, socket, head) => {
      if (visit.kind === "direct") {
        if (!isAuthorized(request)) {
          endUpgrade(socket, "AUTHENTICATION_REQUIRED", "An API key is required");
          return;
        }
        dropCredentials(request);
        const { port, url } = portPath(visit.url);
        request.url = url;
        upgradeApp(visit, port, request, socket, head);
        return;
      }
      if (visit.kind !== "preview") {
        endUpgrade(socket, "ROUTE_NOT_FOUND", "No WebSocket is served here");
        return;
      }
      const { access } = admission(visit, request);
      if (access !== "granted") {
        const missing = access === "missing";
        endUpgrade(
          socket,
          missing ? "AUTHENTICATION_REQUIRED" : "AUTHENTICATION_FAILED",
          missing ? "A preview token is required" : "The preview token is invalid or has expired",
        );
        return;
      }
      if (previewEnd(visit.preview) <= Date.now()) {
        endUpgrade(socket, "ROUTE_NOT_FOUND", `Preview not found: ${visit.preview.id}`);
        return;
      }
      for (const [name, value] of Object.entries(visit.preview.spec.requestHeaders ?? {})) {
        request.headers[name.toLowerCase()] = value;
      }
      request.url = visit.url;
      upgradeApp(visit, visit.preview.spec.port, request, socket, head);
    },
  };

  function upgradeApp(
    { sandbox }: Served | Direct,
    port: number | undefined,
    request: IncomingMessage,
    socket: Socket,
    head: Buffer,
  ) {
    const target = port === undefined ? undefined : sandbox.api.target(port);
    if (target && !("refused" in target)) proxy.upgrade(request, socket, head, target);
    else endUpgradeWith(socket, "502 Bad Gateway", "");
  }
}

/** The headers that let a browser read a refusal: the preview's, or a session's by default. */
export function corsHeaders(visit: Visit): Readonly<Record<string, string>> {
  switch (visit.kind) {
    case "session":
      return { ...DEFAULT_SESSION_HEADERS, ...visit.preview.spec.responseHeaders };
    case "preview":
      return visit.preview.spec.responseHeaders ?? {};
    case "unknown":
    case "direct":
      return {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "X-Blaxel-Source",
      };
    default:
      return {};
  }
}

const hasCors = (headers: Readonly<Record<string, string>>) =>
  Object.keys(headers).some((name) => name.toLowerCase() === "access-control-allow-origin");

/** `/port/3000/path` of `metadata.url` leads to an app; everything else to the sandbox API. */
function portPath(url: string): { port: number | undefined; url: string } {
  const match = /^\/port\/(\d{1,5})(?=[/?]|$)(.*)$/s.exec(url);
  if (!match) return { port: undefined, url };
  const below = match[2] ?? "";
  return { port: Number(match[1]), url: below.startsWith("/") ? below : `/${below}` };
}

/** The workspace's key opens the gateway and is none of the app's business. */
function dropCredentials(request: IncomingMessage) {
  delete request.headers["x-blaxel-authorization"];
  delete request.headers["x-blaxel-workspace"];
}

function endUpgrade(
  socket: Socket,
  code: Parameters<typeof platformErrorBody>[0],
  message: string,
): void {
  const body = platformErrorBody(code, message);
  endUpgradeWith(socket, `${body.error.status} ${code}`, JSON.stringify(body));
}

function endUpgradeWith(socket: Socket, status: string, body: string): void {
  socket.end(
    `HTTP/1.1 ${status}\r\nX-Blaxel-Source: platform\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
