import type { IncomingMessage } from "node:http";
import type { PreviewRecord } from "../control";

/** Whether the token of a request opens the preview. */
export type Access = "granted" | "missing" | "refused";

const PARAMETER = "bl_preview_token";

/** The name of the cookie that carries the token of one private preview. */
const cookieName = (preview: PreviewRecord) => `${PARAMETER}_${preview.id}`;

/** The token in the query, and the URL without it; the rest of the URL keeps its spelling. */
export function takeQueryToken(url: string): { url: string; token: string | undefined } {
  const mark = url.indexOf("?");
  if (mark < 0) return { url, token: undefined };
  let token: string | undefined;
  const kept = url
    .slice(mark + 1)
    .split("&")
    .filter((pair) => {
      if (pair !== PARAMETER && !pair.startsWith(`${PARAMETER}=`)) return true;
      token ??= decode(pair.slice(PARAMETER.length + 1));
      return false;
    });
  const query = kept.length > 0 ? `?${kept.join("&")}` : "";
  return { url: url.slice(0, mark) + query, token };
}

/** The token in the header that the SDK sends. */
export function headerToken(request: IncomingMessage): string | undefined {
  const header = request.headers["x-blaxel-preview-token"];
  return Array.isArray(header) ? header[0] : header;
}

/** The token in the gateway's cookie for this preview. */
export function cookieToken(request: IncomingMessage, preview: PreviewRecord): string | undefined {
  const name = `${cookieName(preview)}=`;
  const pair = request.headers.cookie?.split("; ").find((entry) => entry.startsWith(name));
  return pair?.slice(name.length);
}

/** Takes the gateway's cookies out of the request, so that the app never sees them. */
export function takeCookieToken(
  request: IncomingMessage,
  preview: PreviewRecord,
): string | undefined {
  const header = request.headers.cookie;
  if (header === undefined) return undefined;
  const token = cookieToken(request, preview);
  const kept = header.split("; ").filter((pair) => !pair.startsWith(PARAMETER));
  if (kept.length > 0) request.headers.cookie = kept.join("; ");
  else delete request.headers.cookie;
  return token;
}

/** Whether a token opens a preview now. */
export function checkToken(preview: PreviewRecord, token: string | undefined): Access {
  if (token === undefined || token === "") return "missing";
  const known = preview.tokens.find(({ value }) => value === token);
  return known && known.expiresAt > Date.now() ? "granted" : "refused";
}

/**
 * The cookie that lets the assets and sockets of a private preview follow its page. The attributes of
 * Blaxel's own are not known; these work in a frame of another site.
 */
export function tokenCookie(preview: PreviewRecord, token: string): string {
  return `${cookieName(preview)}=${token}; Path=/; HttpOnly; Secure; SameSite=None; Partitioned`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
