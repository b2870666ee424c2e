import type { IncomingMessage } from "node:http";

const LOOPBACK_NAMES = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Whether a page of another origin sent the request, by its browser's word. Programs say neither
 * header, and only they have a use for what an API key opens.
 */
export function isFromAnotherOrigin({ headers }: IncomingMessage): boolean {
  const { origin, host, "sec-fetch-site": site } = headers;
  if (site !== undefined && site !== "same-origin" && site !== "none") return true;
  return origin !== undefined && origin !== `http://${host}`;
}

/**
 * Reads `Host`, which a page of another site cannot choose freely: a name that only resolves to this
 * machine (DNS rebinding) is not one of ours.
 */
export function readHost(
  request: IncomingMessage,
): { own: true; label: string | undefined } | { own: false } {
  const match = /^(.+?)(?::(\d+))?$/.exec((request.headers.host ?? "").toLowerCase());
  const name = match?.[1] ?? "";
  if (Number(match?.[2] ?? 80) !== request.socket.localPort) return { own: false };
  if (LOOPBACK_NAMES.has(name)) return { own: true, label: undefined };
  const label = /^([a-z0-9-]+)\.localhost$/.exec(name)?.[1];
  return label === undefined ? { own: false } : { own: true, label };
}
