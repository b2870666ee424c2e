/** Where a frame is sent: with the token of a private preview, and as it may be shown. */
export interface FrameAddress {
  /** For the frame and the probe only: carries the token of a private preview. */
  readonly href: string;
  /** The same without the token: for the address bar, copies and states. */
  readonly shown: string;
  readonly origin: string;
}

const TOKEN = "bl_preview_token";
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Joins a preview's URL, a path in it and the token. The path is joined before the token is added,
 * and the app's own query is left as it was written: a path appended to `…?token=` is a 401.
 * What cannot be used comes back as the sentence that says why.
 */
export function frameAddress(
  preview: string,
  path: string | undefined,
  token: string | undefined,
): FrameAddress | string {
  const base = parse(preview);
  if (!base) return "The preview's URL is not an absolute URL.";
  if (!/^https?:$/.test(base.protocol)) {
    return `The preview's URL is ${base.protocol}, not https:.`;
  }
  if (base.protocol === "http:" && !LOOPBACK.test(base.hostname)) {
    return "The preview's URL is http:, which is for loopback only.";
  }
  if (base.username || base.password) {
    return "The preview's URL has a user name, which browsers refuse.";
  }
  const target = path === undefined ? base : parse(path, base);
  if (target?.origin !== base.origin) return "The path leads away from the preview.";

  const key = token ?? base.searchParams.get(TOKEN);
  target.search = withoutToken(target.search);
  const shown = target.href;
  if (key) {
    target.search += `${target.search ? "&" : "?"}${TOKEN}=${encodeURIComponent(key)}`;
  }
  return { href: target.href, shown, origin: target.origin };
}

function parse(url: string, base?: URL): URL | undefined {
  return URL.canParse(url, base) ? new URL(url, base) : undefined;
}

function withoutToken(search: string): string {
  return search
    .replace(/^\?/, "")
    .split("&")
    .filter((pair) => pair && !pair.startsWith(`${TOKEN}=`))
    .join("&");
}
