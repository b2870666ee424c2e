import { posix } from "node:path";

/**
 * A path as a request names it. `shown` is how answers repeat it (a relative one stays relative),
 * `absolute` where it lies in the sandbox: always beginning with `/`, without `.`, `..` or `//`.
 */
export interface RequestPath {
  readonly shown: string;
  readonly absolute: string;
}

/** The part of a URL before its query, as it was sent: an encoded slash makes a path absolute. */
export const rawPath = (url: string): string => url.split(/[?#]/, 1)[0] ?? "";

/** The query of a URL. */
export const queryOf = (url: string): URLSearchParams =>
  new URLSearchParams(url.slice(rawPath(url).length).replace(/^\?/, "").split("#", 1)[0]);

/**
 * The path that a URL names behind a route's prefix, for instance `/filesystem`. It is absolute if
 * the URL holds an encoded slash or a double one, otherwise relative to the working directory, which
 * here is `/`.
 *
 * @example
 * ```ts
 * requestPath("/filesystem/%2Ftmp%2Fx", "/filesystem").absolute; // "/tmp/x"
 * requestPath("/filesystem/src/x", "/filesystem").shown; // "src/x"
 * ```
 */
export function requestPath(url: string, prefix: string): RequestPath {
  const raw = rawPath(url);
  const behind = decodeURIComponent(raw).slice(prefix.length);
  const path = raw.includes("%2F") ? behind : behind.slice(1);
  return namedPath(path);
}

/** The path behind a prefix just as it was sent, which is what profile A searches for. */
export function unformattedPath(url: string, prefix: string): string {
  const raw = rawPath(url);
  const behind = decodeURIComponent(raw).slice(prefix.length);
  if (raw.includes("%2F")) return behind;
  return behind === "/" ? "." : behind.slice(1);
}

/** The path behind `/filesystem/tree`, which is always absolute. */
export function treePath(url: string): RequestPath {
  const behind = decodeURIComponent(rawPath(url)).slice("/filesystem/tree".length);
  return namedPath(`/${behind}`);
}

/** Whether the path is a tree's: the real server takes all that begin so, `treehouse.txt` too. */
export const isTreePath = (url: string): boolean =>
  decodeURIComponent(rawPath(url)).startsWith("/filesystem/tree");

/** A path as a request names it, by itself. */
export function namedPath(path: string): RequestPath {
  const home = path.startsWith("~") ? `/${path.slice(1)}` : path;
  const shown = home.replace(/\/{2,}/g, "/");
  const absolute = trimSlash(posix.normalize(`/${shown}`));
  return { shown: shown === "" || shown === "." || shown === "./" ? "/" : shown, absolute };
}

const trimSlash = (path: string) => (path === "/" ? path : path.replace(/\/$/, ""));
