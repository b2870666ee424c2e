import type { SandboxError } from "../errors";
import type { SessionRequestReason } from "./endpoint";
import type { HeldSession } from "./heldSession";
import { noPreviews, type PreviewAddresses } from "./previewAddresses";

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
  /** Why the endpoint is being asked right now. */
  asking: SessionRequestReason | undefined;
  /** Why it was asked last. */
  lastReason: SessionRequestReason | undefined;
  /** When it was asked last, by the clock that nobody can turn. */
  startedAt: number;
  /** How many requests have come to an end. */
  settled: number;
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
  asking: undefined,
  lastReason: undefined,
  startedAt: -Infinity,
  settled: 0,
});

/** Drops what is known, but none of the counts. */
export function forgetSession(record: SessionRecord): void {
  record.held = record.failure = record.refused = record.asking = undefined;
  record.previews = noPreviews;
  record.notRenewed = false;
}
