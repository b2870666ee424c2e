import type { IncomingMessage, ServerResponse } from "node:http";
import type { SandboxRecord } from "../control";
import { checkToken, cookieToken, tokenCookie } from "./access";
import {
  admitDirectly,
  admitToPreview,
  KEY_REQUIRED,
  type DirectVisit,
  type PreviewVisit,
} from "./admission";
import type { AppProxy } from "./appProxy";
import { corsHeaders, DEFAULT_SESSION_HEADERS } from "./corsHeaders";
import { boundBody, limitWait } from "./limits";
import { sendEdgePage, sendPlatformError } from "./platformError";
import { beforeHeaders, sendPreflight, setHeaders } from "./responseHeaders";
import { endUpgrade, refuseUpgrade } from "./upgrades";
import type { Visit } from "./visit";

/** How the gateway behaves where Blaxel's own is not known, and what it bounds. */
export interface GatewayOptions {
  proxy: AppProxy;
  /** Whether a request carries the API key. */
  isAuthorized(request: IncomingMessage): boolean;
  /** Whether refusals carry the preview's `responseHeaders`, without which a browser hides them. */
  errorCors: boolean;
  /**
   * Whether a page opened with `bl_preview_token` gets a cookie for its assets and sockets; `"first"`: only
   * a browser that has none which is still good.
   */
  previewCookie: boolean | "first";
  /** What follows a preview's id in the `Host` that apps see; the local address when left out. */
  appHostSuffix: string | undefined;
  /** The largest body of a request, in bytes. */
  maxBodyBytes: number;
  /** How long the edge waits for an answer to begin, in milliseconds; 0 waits for ever. */
  edgeTimeoutMs: number;
}

type UnknownVisit = Extract<Visit, { kind: "unknown" }>;

/** Answers what leads to sandboxes and apps. */
export interface Gateway {
  serve(
    visit: PreviewVisit | DirectVisit | UnknownVisit,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> | void;
  upgrade(visit: Visit, request: IncomingMessage, head: Buffer): Promise<void>;
}

/** Makes the gateway in front of all sandboxes of a server. */
export function createGateway(options: GatewayOptions): Gateway {
  const { proxy, errorCors, previewCookie } = options;

  /** Hands a request that was let in to the app on `port`, or to the sandbox API. */
  const handOver = async (
    sandbox: SandboxRecord,
    port: number | undefined,
    request: IncomingMessage,
    response: ServerResponse,
  ) => {
    if (!boundBody(request, response, options.maxBodyBytes)) return;
    limitWait(response, options.edgeTimeoutMs);
    if (port === undefined) {
      sandbox.api.handle(request, response);
      return;
    }
    const target = await sandbox.api.target(port);
    // The browser may have gone, or the edge given up, while the ports were looked at.
    if (response.headersSent || response.destroyed) return;
    // The platform does not say which: to it, a loopback-only server is one that is not there.
    if ("refused" in target) sendEdgePage(response, 502);
    else proxy.web(request, response, target);
  };

  const servePreview = (
    visit: PreviewVisit,
    request: IncomingMessage,
    response: ServerResponse,
  ) => {
    const { preview, sandbox, kind } = visit;
    const { responseHeaders } = preview.spec;
    const cors = corsHeaders(visit);
    const asksForCors = "access-control-request-method" in request.headers;
    const isAnswered = kind === "session" || !preview.spec.public || allowsOrigins(cors);
    if (request.method === "OPTIONS" && asksForCors && isAnswered) {
      sendPreflight(response, cors);
      return;
    }
    // The app does not get to see it.
    const cookie = cookieToken(request, preview);
    const refusal = admitToPreview(visit, request, options);
    if (refusal) {
      if (errorCors) setHeaders(response, cors);
      sendPlatformError(response, refusal.code, refusal.message);
      return;
    }
    const isKept = previewCookie === "first" && checkToken(preview, cookie) === "granted";
    const givesCookie = kind === "preview" && previewCookie && !isKept && !preview.spec.public;
    beforeHeaders(response, () => {
      setHeaders(response, responseHeaders);
      if (givesCookie && visit.token !== undefined) {
        response.appendHeader("Set-Cookie", tokenCookie(preview, visit.token));
      }
    });
    return handOver(sandbox, kind === "session" ? undefined : preview.spec.port, request, response);
  };

  const serveDirect = (visit: DirectVisit, request: IncomingMessage, response: ServerResponse) => {
    const admitted = admitDirectly(visit, request, options.isAuthorized(request));
    if ("code" in admitted) sendPlatformError(response, admitted.code, admitted.message);
    else return handOver(visit.sandbox, admitted.port, request, response);
  };

  const refuseUnknown = (
    visit: UnknownVisit,
    request: IncomingMessage,
    response: ServerResponse,
  ) => {
    if (visit.what === "sandbox" && !options.isAuthorized(request)) {
      sendPlatformError(response, KEY_REQUIRED.code, KEY_REQUIRED.message);
      return;
    }
    if (errorCors && request.method === "OPTIONS" && visit.what !== "sandbox") {
      sendPreflight(response, DEFAULT_SESSION_HEADERS);
      return;
    }
    if (errorCors) setHeaders(response, corsHeaders(visit));
    if (visit.what === "sandbox") {
      sendPlatformError(response, "WORKLOAD_NOT_FOUND", `Sandbox not found: ${visit.name}`);
    } else if (visit.what === "preview") {
      sendPlatformError(response, "ROUTE_NOT_FOUND", `Preview not found: ${visit.name}`);
    } else sendPlatformError(response, "ROUTE_NOT_FOUND", "The URL leads to no route");
  };

  const upgrade = async (visit: Visit, request: IncomingMessage, head: Buffer) => {
    const { socket } = request;
    if (visit.kind === "unknown" && visit.what === "sandbox" && !options.isAuthorized(request)) {
      refuseUpgrade(socket, KEY_REQUIRED.code, KEY_REQUIRED.message);
      return;
    }
    if (visit.kind !== "preview" && visit.kind !== "direct" && visit.kind !== "session") {
      refuseUpgrade(socket, "ROUTE_NOT_FOUND", "No WebSocket is served here");
      return;
    }
    const admitted =
      visit.kind === "direct"
        ? admitDirectly(visit, request, options.isAuthorized(request))
        : (admitToPreview(visit, request, options) ?? {
            port: visit.kind === "session" ? undefined : visit.preview.spec.port,
          });
    if ("code" in admitted) {
      refuseUpgrade(socket, admitted.code, admitted.message);
      return;
    }
    if (admitted.port === undefined) {
      const refusal = visit.sandbox.api.upgrade(request, head);
      if (refusal !== undefined) endUpgrade(socket, "404 Not Found", refusal);
      return;
    }
    const target = await visit.sandbox.api.target(admitted.port);
    if ("refused" in target) endUpgrade(socket, "502 Bad Gateway");
    else proxy.upgrade(request, socket, head, target);
  };

  return {
    upgrade,
    serve: (visit, request, response) => {
      if (visit.kind === "unknown") refuseUnknown(visit, request, response);
      else if (visit.kind === "direct") return serveDirect(visit, request, response);
      else return servePreview(visit, request, response);
    },
  };
}

const allowsOrigins = (headers: Readonly<Record<string, string>>) =>
  Object.keys(headers).some((name) => name.toLowerCase() === "access-control-allow-origin");
