import { isSafe } from "../core";
import { PREVIEW_TOKEN_PARAMETER } from "../platform";

/** Where a frame is sent: with the token of a private preview, and as it may be shown. */
export interface FrameAddress {
  /** For the frame only: carries the token of a private preview, as a frame can send no header. */
  readonly href: string;
  /** The same without the token: for probes, the address bar, copies and states. */
  readonly shown: string;
  readonly origin: string;
  /** The token of a private preview. */
  readonly token?: string | undefined;
}

/** Why an address cannot be used; `addressFaults` says it in words. */
export type AddressFault = "not-absolute" | "scheme" | "insecure" | "user" | "elsewhere";

/**
 * Joins a preview's URL, a path in it and the token. The path is joined before the token is added,
 * and the app's own query is left as it was written: a path appended to `…?token=` is a 401.
 * What cannot be used comes back as the reason why.
 */
export function frameAddress(
  preview: string,
  path: string | undefined,
  token: string | undefined,
): FrameAddress | AddressFault {
  const base = parse(preview);
  if (!base) return "not-absolute";
  if (!isSafe(base)) return base.protocol === "http:" ? "insecure" : "scheme";
  if (base.username || base.password) return "user";
  const target = path === undefined ? base : parse(path, base);
  if (target?.origin !== base.origin) return "elsewhere";

  const key = token ?? base.searchParams.get(PREVIEW_TOKEN_PARAMETER) ?? undefined;
  target.search = withoutToken(target.search);
  const shown = target.href;
  if (key) {
    target.search += `${target.search ? "&" : "?"}${PREVIEW_TOKEN_PARAMETER}=${encodeURIComponent(key)}`;
  }
  return { href: target.href, shown, origin: target.origin, token: key };
}

function parse(url: string, base?: URL): URL | undefined {
  return URL.canParse(url, base) ? new URL(url, base) : undefined;
}

function withoutToken(search: string): string {
  return search
    .replace(/^\?/, "")
    .split("&")
    .filter((pair) => pair && !new URLSearchParams(pair).has(PREVIEW_TOKEN_PARAMETER))
    .join("&");
}
