/** What a stream is for: a start waits for it, a user reads it, or it tells of changes, which can be looked for. */
export type StreamUse = "start" | "reader" | "watch";

/** A place that is held, as all that share the places can read it. */
export interface Claim {
  /** Of the lock that stands for it. */
  readonly name: string;
  /** Whether the page that holds it is looked at. */
  readonly isSeen: boolean;
  /** One of `StreamUse`, as the tab that holds it says. */
  readonly use: string;
  /** Until when its peers leave it alone, by the clock that all tabs share. */
  readonly until: number;
}

/** What a stream without a place is to do: take a free one, take one away, or wait for so long. */
export type Turn =
  | { readonly next: "take" }
  | { readonly next: "evict"; readonly name: string }
  | { readonly next: "wait"; readonly ms: number };

/** A wait is over then all the same: a clock that is set would make it endless. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Whose turn it is. A start goes before a reader, a page that is looked at before one that is not, and
 * a watch after them all; among peers the one whose turn ended first makes room.
 */
export function nextTurn(
  claims: readonly Claim[],
  asking: Pick<Claim, "use" | "isSeen">,
  places: number,
  now: number,
): Turn {
  if (claims.length < places) return { next: "take" };
  const rank = rankOf(asking);
  let least: { name: string; rank: number; until: number } | undefined;
  let ms = LONGEST_WAIT_MS;
  for (const claim of claims) {
    const { name, until } = claim;
    const isDue = until <= now;
    const held = rankOf(claim, isDue);
    if (!isDue) ms = Math.min(ms, until - now);
    if (held > rank || (held === rank && !isDue)) continue;
    if (!least || held < least.rank || (held === least.rank && until < least.until)) {
      least = { name, rank: held, until };
    }
  }
  return least ? { next: "evict", name: least.name } : { next: "wait", ms };
}

function rankOf({ use, isSeen }: Pick<Claim, "use" | "isSeen">, isDue = false): number {
  if (use === "watch") return -1;
  return use === "start" && !isDue ? 2 : isSeen ? 1 : 0;
}
