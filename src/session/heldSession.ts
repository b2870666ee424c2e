import { SandboxError } from "../errors";
import { elapsedSince, type Anchor } from "./anchor";
import { SessionCredential } from "./credential";
import type { ParsedAnswer } from "./parseAnswer";

/** What is assumed of a session that has ended by this device's clock, when nothing tells the server's. */
const UNKNOWN_LIFE_MS = 60_000;

/** A credential with the time it has, measured from the start of the request that brought it. */
export interface HeldSession {
  readonly credential: SessionCredential;
  readonly anchor: Anchor;
  readonly lifetimeMs: number;
}

export const remainingMs = ({ anchor, lifetimeMs }: HeldSession): number =>
  lifetimeMs - elapsedSince(anchor);

/**
 * Turns a checked answer into a session, counting its life by the server's clock where that is
 * known. Throws when the answer had already ended as it was sent.
 */
export function holdSession(
  { session, expiresInMs, serverTime }: ParsedAnswer,
  anchor: Anchor,
  generation: number,
): HeldSession | undefined {
  if (!session) return undefined;
  let lifetimeMs = expiresInMs ?? session.expiresAt - (serverTime ?? anchor.wall);
  if (lifetimeMs <= 0) {
    if (expiresInMs !== undefined || serverTime !== undefined) {
      throw new SandboxError({
        kind: "endpoint-invalid",
        message: "The session endpoint handed out a session that had already expired.",
        hint: "Check that the route creates a new session when the old one has ended, and the server's clock.",
        retryable: true,
      });
    }
    lifetimeMs = UNKNOWN_LIFE_MS;
  }
  const { name, url, token } = session;
  const expiresAt = anchor.wall + lifetimeMs;
  return {
    credential: new SessionCredential(name, url, token, expiresAt, generation),
    anchor,
    lifetimeMs,
  };
}

/** Whether two sessions are the same one, handed out twice. */
export const isSameSession = (a: SessionCredential, b: SessionCredential): boolean =>
  a.token === b.token && a.url === b.url;
