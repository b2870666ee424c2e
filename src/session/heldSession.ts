import { SessionCredential } from "./credential";
import type { ParsedSession } from "./parseAnswer";
import type { Moment } from "./stopwatch";

/** A credential with the time it has, measured from the start of the request that brought it. */
export interface HeldSession {
  readonly credential: SessionCredential;
  readonly since: Moment;
  readonly lifetimeMs: number;
  /** When it ends, and when it was handed out, by the server's clock. */
  readonly endsAt: number;
  readonly toldAt: number | undefined;
}

export const remainingMs = ({ since, lifetimeMs }: HeldSession): number =>
  lifetimeMs - since.elapsed();

/** The session of an answer, whose end is counted by this device's clock from here on. */
export function holdSession(
  { name, url, token, expiresAt }: ParsedSession,
  toldAt: number | undefined,
  lifetimeMs: number,
  since: Moment,
  generation: number,
): HeldSession {
  const credential = new SessionCredential(name, url, token, since.wall + lifetimeMs, generation);
  return { credential, since, lifetimeMs, endsAt: expiresAt, toldAt };
}
