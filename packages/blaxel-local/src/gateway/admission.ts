import type { IncomingMessage } from "node:http";
import { previewEnd } from "../control";
import { checkToken, takeCookieToken } from "./access";
import type { PlatformErrorCode } from "./platformError";
import type { Visit } from "./visit";

/** A visit to a session or to an app behind a preview. */
export type PreviewVisit = Extract<Visit, { kind: "session" | "preview" }>;
/** A visit by `metadata.url`. */
export type DirectVisit = Extract<Visit, { kind: "direct" }>;

/** Why a request is turned away. */
export interface Refusal {
  code: PlatformErrorCode;
  message: string;
}

/** Without a key every name gets the same answer, whether there is such a sandbox or not. */
export const KEY_REQUIRED: Refusal = {
  code: "AUTHENTICATION_REQUIRED",
  message: "An API key is required",
};

/**
 * Lets a request to a preview in, or says why not. One that is let in is made into what the app or the
 * sandbox API sees: without prefix and token, with the preview's `requestHeaders`.
 */
export function admitToPreview(
  visit: PreviewVisit,
  request: IncomingMessage,
  {
    previewCookie,
    appHostSuffix,
  }: { previewCookie: boolean | "first"; appHostSuffix: string | undefined },
): Refusal | undefined {
  const { preview } = visit;
  const cookie = takeCookieToken(request, preview);
  delete request.headers["x-blaxel-preview-token"];
  // A public session would hand the sandbox to any page that learns its address: never here.
  if (visit.kind === "session" || !preview.spec.public) {
    const usable = previewCookie && visit.kind === "preview" ? cookie : undefined;
    const access = checkToken(preview, visit.token ?? usable);
    if (access === "missing") {
      return { code: "AUTHENTICATION_REQUIRED", message: "A preview token is required" };
    }
    if (access === "refused") {
      return {
        code: "AUTHENTICATION_FAILED",
        message: "The preview token is invalid or has expired",
      };
    }
  }
  if (previewEnd(preview) <= Date.now()) {
    return { code: "ROUTE_NOT_FOUND", message: `Preview not found: ${preview.id}` };
  }
  for (const [name, value] of Object.entries(preview.spec.requestHeaders ?? {})) {
    request.headers[name.toLowerCase()] = value;
  }
  if (visit.kind === "preview" && appHostSuffix !== undefined) {
    request.headers.host = preview.id + appHostSuffix;
  }
  request.url = visit.url;
  return undefined;
}

/**
 * Lets a request to `metadata.url` in, which the API key opens, or says why not. `/port/3000/path`
 * leads to an app; everything else to the sandbox API.
 */
export function admitDirectly(
  visit: DirectVisit,
  request: IncomingMessage,
  isAuthorized: boolean,
): Refusal | { port: number | undefined } {
  if (!isAuthorized) return KEY_REQUIRED;
  // The workspace's key opens the gateway and is none of the app's business.
  delete request.headers["x-blaxel-authorization"];
  delete request.headers["x-blaxel-workspace"];
  const [, port, below = ""] = /^\/port\/(\d{1,5})(?=[/?]|$)(.*)$/s.exec(visit.url) ?? [];
  if (port === undefined) request.url = visit.url;
  else request.url = below.startsWith("/") ? below : `/${below}`;
  return { port: port === undefined ? undefined : Number(port) };
}
