import { EndpointFault, type ParsedAnswer } from "./parseAnswer";
import { holdSession, remainingMs, type HeldSession, type SessionRecord } from "./sessionRecord";
import { isRefused } from "./recordChecks";
import { previewsOf } from "./previewAddresses";
import { renewalDelay, repeatDelay } from "./refreshScheduler";
import { sameAgainError } from "./endpointErrors";
import type { Moment } from "./environment";

/** The same session with this little more time is not a newer one: clocks are no more exact. */
const SAME_MS = 2_000;

/**
 * How long the session of an answer had when it was asked for. The server's own count is best; its
 * date needs the server's clock beside it, and is compared with this device's only if there is none.
 * Throws when there was no time left.
 */
function lifetimeOf(
  expiresAt: number,
  { expiresInMs, serverTime }: Pick<ParsedAnswer, "expiresInMs" | "serverTime">,
  since: Moment,
): number {
  const lifetimeMs = expiresInMs ?? expiresAt - (serverTime ?? since.wall);
  if (lifetimeMs > 0) return lifetimeMs;
  const path = expiresInMs === undefined ? "session.expiresAt" : "expires_in";
  throw new EndpointFault({ path, wanted: "life" });
}

/** Whether two sessions are the same one, handed out twice. */
const isSameSession = ({ credential: a }: HeldSession, { credential: b }: HeldSession) =>
  a.token === b.token && a.url === b.url;

/** Whether an answer about the same session is no news: an old one, out of a cache. */
const isOldNews = (held: HeldSession, next: HeldSession): boolean =>
  next.endsAt <= held.endsAt && !((next.issuedAt ?? 0) > (held.issuedAt ?? 0));

/**
 * Puts down what an answer says, unless what is known is newer. Returns how long to wait before the
 * next request, in milliseconds. Throws when neither the answer nor what is known has time left.
 */
export function applyResponse(
  record: SessionRecord,
  { session, ...answer }: ParsedAnswer,
  since: Moment,
  random: () => number,
): number {
  const { held } = record;
  const { serverTime } = answer;
  const lifetimeMs = lifetimeOf(session.expiresAt, answer, since);
  record.previews = previewsOf(answer, record.previews, since);
  const leftMs = held ? remainingMs(held) : 0;
  const gainMs = lifetimeMs - since.elapsed() - leftMs;
  const hold = (number: number) => holdSession(session, serverTime, lifetimeMs, since, number);
  const next = hold(record.generation + 1);
  const isSame = held !== undefined && isSameSession(held, next);
  record.notRenewed = isSame
    ? gainMs < SAME_MS || (held !== undefined && isOldNews(held, next))
    : leftMs > 0 && gainMs <= 0 && !isRefused(record);
  if (record.notRenewed && leftMs <= 0) {
    throw sameAgainError("endpoint-invalid", "The session has ended");
  }
  if (!record.notRenewed) {
    // The same session with more time stays the one that others may know as used or refused.
    record.held = isSame ? hold(record.generation) : next;
    record.generation = record.held.credential.generation;
    record.isExpiryReported = false;
  }
  const tokens = [...record.previews.byName.values()].map(({ expiresAt = Infinity }) => expiresAt);
  const tokenMs = Math.min(...tokens.map((end) => end - since.wall).filter((ms) => ms > 0));
  return record.notRenewed
    ? repeatDelay(Math.min(leftMs, tokenMs))
    : renewalDelay(Math.min(lifetimeMs, tokenMs), answer.refreshInMs, random) - since.elapsed();
}
