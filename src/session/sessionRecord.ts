import type { SandboxError } from "../errors";
import {
  holdSession,
  isOldNews,
  isSameSession,
  lifeOf,
  remainingMs,
  type HeldSession,
} from "./heldSession";
import type { ParsedAnswer } from "./parseAnswer";
import { noPreviews, readPreviewAddresses, type PreviewAddresses } from "./previewAddresses";
import { renewalDelay, repeatDelay } from "./schedule";
import { sameAgainError } from "./sessionErrors";
import type { Moment } from "./stopwatch";

/** The same session with this little more time is not a newer one: clocks are no more exact. */
const SAME_MS = 2_000;

/** All that is known of a session at one time. */
export interface SessionRecord {
  held: HeldSession | undefined;
  previews: PreviewAddresses;
  /** Why the last request brought nothing. */
  failure: SandboxError | undefined;
  /** How many requests in a row brought nothing. */
  failures: number;
  notRenewed: boolean;
  /** That of the newest credential so far. */
  generation: number;
  /** The session that the sandbox has refused: any other is better, even one that ends sooner. */
  refused: number | undefined;
  /** Whether its end has been told. */
  toldExpired: boolean;
}

export const emptyRecord = (): SessionRecord => ({
  held: undefined,
  previews: noPreviews,
  failure: undefined,
  failures: 0,
  notRenewed: false,
  generation: 0,
  refused: undefined,
  toldExpired: false,
});

export const isUsable = ({ held }: SessionRecord): boolean =>
  held !== undefined && remainingMs(held) > 0;

export const isRefused = ({ held, refused }: SessionRecord): boolean =>
  held !== undefined && held.credential.generation === refused;

/** Drops what is known, but neither the count of failures nor that of credentials. */
export function forgetSession(record: SessionRecord): void {
  record.held = record.failure = record.refused = undefined;
  record.previews = noPreviews;
  record.notRenewed = false;
}

/**
 * Puts down what an answer says, unless what is known is newer. Returns how long to wait before the
 * next request, in milliseconds. Throws when neither the answer nor what is known has time left.
 */
export function takeAnswer(
  record: SessionRecord,
  { session, ...answer }: ParsedAnswer,
  since: Moment,
  random: () => number,
): number {
  const { held } = record;
  const { serverTime } = answer;
  const lifeMs = lifeOf(session.expiresAt, answer, since);
  const clockAhead = since.wall - (serverTime ?? since.wall);
  record.previews = readPreviewAddresses(answer, record.previews, clockAhead);
  const leftMs = held ? remainingMs(held) : 0;
  const gainMs = lifeMs - since.elapsed() - leftMs;
  const hold = (number: number) => holdSession(session, serverTime, lifeMs, since, number);
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
    record.toldExpired = false;
  }
  const tokens = [...record.previews.byName.values()].map(({ expiresAt = Infinity }) => expiresAt);
  const tokenMs = Math.min(...tokens.map((end) => end - since.wall).filter((ms) => ms > 0));
  return record.notRenewed
    ? repeatDelay(Math.min(leftMs, tokenMs))
    : renewalDelay(Math.min(lifeMs, tokenMs), answer.refreshInMs, random) - since.elapsed();
}
