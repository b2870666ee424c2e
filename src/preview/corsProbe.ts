import { SESSION_TOKEN_HEADER } from "../platform";

/**
 * A GET that shows what the app would answer, if it may be read: without credentials, and with a
 * private preview's token in a header, where no Resource Timing and no tracing of `fetch` shows it.
 * Blaxel answers the preflight itself. Redirects are not followed: the token would go along, and an
 * app that redirects is there.
 */
export function probeWithCors(
  url: string,
  token: string | undefined,
  signal: AbortSignal,
): Promise<Response> {
  return fetch(url, {
    headers: token ? { [SESSION_TOKEN_HEADER]: token } : {},
    redirect: "manual",
    credentials: "omit",
    cache: "no-store",
    signal,
  });
}
