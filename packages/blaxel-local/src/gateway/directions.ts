import type { IncomingMessage } from "node:http";
import { isSession, type PreviewRecord } from "../control";
import { isFromAnotherOrigin } from "../hosts";
import { headerToken, takeQueryToken } from "./access";
import type { Directory, Visit } from "./visit";

/** Reads from host and path where a request is headed. */
export function directions(request: IncomingMessage, directory: Directory): Visit {
  const host = directory.readHost(request);
  if (!host.own) return { kind: "foreign-host" };
  const url = request.url ?? "/";

  const own = directory.previewAtPort(request.socket.localPort ?? 0);
  if (own) return toPreview(own, url, request);
  if (host.label !== undefined) {
    const preview = directory.workspace.previewById(host.label);
    return preview && !isSession(preview)
      ? toPreview(preview, url, request)
      : { kind: "unknown", what: "preview", name: host.label };
  }

  const [, area, name = "", rest] = /^\/([^/?]*)(?:\/([^/?]*))?(.*)$/s.exec(url) ?? [];
  const below = rest?.startsWith("/") ? rest : `/${rest ?? ""}`;
  if (area === "health") return { kind: "health" };
  const isForPrograms = area === "v0" || area === "sandbox";
  if (isForPrograms && isFromAnotherOrigin(request)) return { kind: "foreign-page" };
  if (area === "v0") return { kind: "control", url: url.slice("/v0".length) || "/" };
  if (area === "s") {
    const preview = directory.workspace.previewById(name);
    return preview && isSession(preview)
      ? toPreview(preview, below, request)
      : { kind: "unknown", what: "preview", name };
  }
  if (area === "sandbox") {
    const sandbox = directory.workspace.sandboxes.get(name);
    return sandbox?.status === "DEPLOYED"
      ? { kind: "direct", sandbox, url: below }
      : { kind: "unknown", what: "sandbox", name };
  }
  return redirected(request, directory) ?? { kind: "unknown", what: "route", name: area ?? "" };
}

function toPreview(preview: PreviewRecord, url: string, request: IncomingMessage): Visit {
  const query = takeQueryToken(url);
  return {
    kind: isSession(preview) ? "session" : "preview",
    preview,
    sandbox: preview.sandbox,
    url: query.url,
    token: headerToken(request) ?? query.token,
  };
}

/**
 * The sandbox API redirects `/process/` to `/process` at the root of its host, which on Blaxel is the
 * session's own. Here the token that a client carries along says which session it came from.
 */
function redirected(request: IncomingMessage, directory: Directory): Visit | undefined {
  const url = request.url ?? "/";
  const token = headerToken(request) ?? takeQueryToken(url).token;
  if (token === undefined) return undefined;
  for (const { previews } of directory.workspace.sandboxes.values()) {
    for (const preview of previews.values()) {
      if (!isSession(preview) || preview.status !== "DEPLOYED") continue;
      if (preview.tokens.some(({ value }) => value === token)) {
        return toPreview(preview, url, request);
      }
    }
  }
  return undefined;
}
