import type { SandboxError } from "../errors";
import type { SessionRequestReason, SandboxSession } from "./types";
import { noPreviews, type PreviewAddresses } from "./previewAddresses";
import { Credential, type SessionCredential } from "./credential";
import type { ParsedSession } from "./parseAnswer";
import type { Moment } from "./environment";
import { expiredError } from "./sessionErrors";

/** All that is known of a session at one time. */
export interface SessionRecord {
  held?: HeldSession | undefined;
  previews: PreviewAddresses;
  /** Why the last request brought nothing. */
  failure?: SandboxError | undefined;
  /** How many requests in a row brought nothing. */
  failures: number;
  notRenewed: boolean;
  /** That of the newest credential so far. */
  generation: number;
  /** The session that the sandbox has refused: any other is better, even one that ends sooner. */
  refused?: number | undefined;
  /** Whether its end has been reported. */
  isExpiryReported?: boolean;
  /** Why the endpoint is being asked right now. */
  asking?: SessionRequestReason | undefined;
  /** Why it was asked last. */
  lastReason?: SessionRequestReason | undefined;
  /** When it was asked last, by the monotonic clock. */
  startedAt: number;
  /** How many requests have come to an end. */
  settled: number;
}

export const emptyRecord = (): SessionRecord => ({
  previews: noPreviews,
  failures: 0,
  notRenewed: false,
  generation: 0,
  startedAt: -Infinity,
  settled: 0,
});

/** Drops what is known, but none of the counts. */
export function forgetSession(record: SessionRecord): void {
  record.held = record.failure = record.refused = record.asking = undefined;
  record.previews = { ...noPreviews, seen: record.previews.seen };
  record.notRenewed = false;
}

/** A credential with the time it has, measured from the start of the request that brought it. */
export interface HeldSession {
  readonly credential: SessionCredential;
  readonly since: Moment;
  readonly lifetimeMs: number;
  /** When it ends, and when it was handed out, by the server's clock. */
  readonly endsAt: number;
  readonly issuedAt: number | undefined;
}

export const remainingMs = ({ since, lifetimeMs }: HeldSession): number =>
  lifetimeMs - since.elapsed();

/** The session of an answer, whose end is counted by this device's clock from here on. */
export function holdSession(
  { name, url, token, expiresAt }: ParsedSession,
  issuedAt: number | undefined,
  lifetimeMs: number,
  since: Moment,
  generation: number,
): HeldSession {
  const credential = new Credential(name, url, token, since.wall + lifetimeMs, generation);
  return { credential, since, lifetimeMs, endsAt: expiresAt, issuedAt };
}

/** The backend says that the sandbox is being made ready and when to ask again: a wait, no failure. */
export const isBeingMade = ({ kind, retryAfterMs }: SandboxError) =>
  kind === "sandbox-unavailable" && retryAfterMs !== undefined;

/** The state of a session as its readers see it. */
export function toState(
  { held, failure, previews, asking, notRenewed }: SessionRecord,
  refresh: SandboxSession["refresh"],
  nextRefreshAt: Date | undefined,
): SandboxSession {
  const facts = {
    isRefreshing: asking !== undefined,
    notRenewed,
    nextRefreshAt,
    refresh,
    previewUrl: previews.main?.url,
    previews: previews.urls,
  };
  if (held) {
    const { name, expiresAt } = held.credential;
    const session = { ...facts, name, expiresAt: new Date(expiresAt), refreshError: failure };
    return remainingMs(held) > 0
      ? { ...session, status: "ready", error: undefined }
      : { ...session, status: "expired", error: expiredError(failure) };
  }
  const none = { ...facts, name: undefined, expiresAt: undefined };
  return failure && !isBeingMade(failure)
    ? { ...none, status: "error", error: failure, refreshError: undefined }
    : { ...none, status: "pending", error: undefined, refreshError: failure };
}
