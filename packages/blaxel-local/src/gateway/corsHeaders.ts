import type { Visit } from "./visit";

/**
 * What the gateway allows a session's reader when the session was made without `responseHeaders`.
 * What Blaxel's edge does then is not known; without this the documented client could not work.
 */
export const DEFAULT_SESSION_HEADERS: Readonly<Record<string, string>> = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE, HEAD, OPTIONS, PATCH",
  "Access-Control-Allow-Headers":
    "Content-Type, Authorization, X-Requested-With, X-Blaxel-Workspace, X-Blaxel-Preview-Token, X-Blaxel-Authorization",
};

const READABLE_BY_ANYONE = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers": "X-Blaxel-Source",
};

/** The headers that let a browser read a refusal: the preview's, or a session's by default. */
export function corsHeaders(visit: Visit): Readonly<Record<string, string>> {
  switch (visit.kind) {
    case "session":
      return { ...DEFAULT_SESSION_HEADERS, ...visit.preview.spec.responseHeaders };
    case "preview":
      return visit.preview.spec.responseHeaders ?? {};
    case "unknown":
      // What an API key opens is for no page, nor is whether it is there.
      return visit.what === "sandbox" ? {} : READABLE_BY_ANYONE;
    default:
      return {};
  }
}
