import { SessionCredential } from "./credential";
import { EndpointFault } from "./endpointFault";
import type { ParsedAnswer, ParsedSession } from "./parseAnswer";
import type { Moment } from "./stopwatch";

/** A credential with the time it has, measured from the start of the request that brought it. */
export interface HeldSession {
  readonly credential: SessionCredential;
  readonly since: Moment;
  readonly lifeMs: number;
  /** When it ends, and when it was handed out, by the server's clock. */
  readonly endsAt: number;
  readonly toldAt: number | undefined;
}

export const remainingMs = ({ since, lifeMs }: HeldSession): number => lifeMs - since.elapsed();

/**
 * How long the session of an answer had when it was asked for. The server's own count is best; its
 * date needs the server's clock beside it, and is compared with this device's only if there is none.
 * Throws when there was no time left.
 */
export function lifeOf(
  expiresAt: number,
  { expiresInMs, serverTime }: Pick<ParsedAnswer, "expiresInMs" | "serverTime">,
  since: Moment,
): number {
  const lifeMs = expiresInMs ?? expiresAt - (serverTime ?? since.wall);
  if (lifeMs > 0) return lifeMs;
  const path = expiresInMs === undefined ? "session.expiresAt" : "expires_in";
  throw new EndpointFault(path, { path, wanted: "life" });
}

/** The session of an answer, whose end is counted by this device's clock from here on. */
export function holdSession(
  { name, url, token, expiresAt }: ParsedSession,
  toldAt: number | undefined,
  lifeMs: number,
  since: Moment,
  generation: number,
): HeldSession {
  const credential = new SessionCredential(name, url, token, since.wall + lifeMs, generation);
  return { credential, since, lifeMs, endsAt: expiresAt, toldAt };
}

/** Whether two sessions are the same one, handed out twice. */
export const isSameSession = ({ credential: a }: HeldSession, { credential: b }: HeldSession) =>
  a.token === b.token && a.url === b.url;

/** Whether an answer about the same session is no news: an old one, out of somebody's cache. */
export const isOldNews = (held: HeldSession, next: HeldSession): boolean =>
  next.endsAt <= held.endsAt && !((next.toldAt ?? 0) > (held.toldAt ?? 0));
