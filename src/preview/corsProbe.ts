/**
 * A GET that shows what the app would answer, if it may be read: without credentials and with the
 * token in the query, so without a preflight. Redirects are not followed: a private preview's token
 * would be lost on the way, and an app that redirects is there.
 */
export function probeWithCors(url: string, signal: AbortSignal): Promise<Response> {
  return fetch(url, {
    mode: "cors",
    redirect: "manual",
    credentials: "omit",
    cache: "no-store",
    signal,
  });
}
