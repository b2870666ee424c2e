import { REPLAY_BYTES, REPLAY_START_BYTES } from "../platform";

/** What a replay is to that which was shown before. */
export type ReplayRelation =
  /** It goes on behind what was shown. */
  | { readonly relation: "continues"; readonly missed: string }
  /** It begins later: what lies between is lost. */
  | { readonly relation: "gap" }
  /** It is another shell's. */
  | { readonly relation: "other" };

/** Stands for a byte that the server could not send: UTF-8 has none like it. */
const UNKNOWN = "\u00ff";
const UNKNOWN_CODE = 0xff;
/** Agreement over so many bytes is no accident, wherever it is found. */
const CERTAIN = 512;
const LONGEST_RUN = 8192;
const ANCHORS = [512, 64, 16];
const MOST_CANDIDATES = 20_000;
/** Of less than that the server drops nothing. */
const WHOLE_BELOW_BYTES = REPLAY_BYTES - REPLAY_START_BYTES;

/**
 * Finds where a replay goes on. `shown` is the end of what came from the shell, all of it if `isWhole`. The
 * server has cut characters of live output in two, which are whole in a replay: bytes are compared, and
 * those that it could not send count as equal to any.
 */
export function relateReplay(shown: string, isWhole: boolean, replay: string): ReplayRelation {
  // More than that the server has not kept either.
  const before = toBytes(shown.slice(-REPLAY_BYTES));
  const after = toBytes(replay);
  const isAll = after.length < WHOLE_BELOW_BYTES;
  const found = findEnd(before, after, isWhole);
  // All that a shell has ever printed begins with what was shown of it: the prompts of two shells are alike.
  const isOther =
    isAll && !(isWhole && found && (found.end >= before.length || found.agreed >= CERTAIN));
  if (isOther) return { relation: "other" };
  return found
    ? { relation: "continues", missed: fromByte(replay, found.end) }
    : { relation: "gap" };
}

/** Whether a replay is all that its shell has ever printed. */
export const isWholeReplay = (replay: string): boolean =>
  toBytes(replay).length < WHOLE_BELOW_BYTES;

/** Text as the bytes it came from, one character each. */
function toBytes(text: string): string {
  const bytes = text
    .split("\ufffd")
    .map((part) => new TextDecoder("latin1").decode(new TextEncoder().encode(part)));
  return bytes.join(UNKNOWN);
}

/** How many bytes before `end` of `after` are those at the end of `before`, as far as it is looked at. */
function agreement(before: string, after: string, end: number): number {
  if (end > after.length) return 0;
  const most = Math.min(before.length, end);
  let length = 0;
  while (length < most) {
    const one = before.charCodeAt(before.length - 1 - length);
    const other = after.charCodeAt(end - 1 - length);
    if (one !== other && one !== UNKNOWN_CODE && other !== UNKNOWN_CODE) break;
    length++;
  }
  return length;
}

/** Where in `after` the end of `before` is, and over how many bytes they agree there. */
function findEnd(before: string, after: string, isWhole: boolean) {
  if (isWhole && agreement(before, after, before.length) === before.length) {
    return { end: before.length, agreed: before.length };
  }
  const last = before.slice(-LONGEST_RUN);
  for (const length of ANCHORS) {
    const from = anchorIn(last, length);
    if (from === undefined) continue;
    const anchor = last.slice(from, from + length);
    let place = after.lastIndexOf(anchor);
    for (let count = 0; place >= 0 && count < MOST_CANDIDATES; count++) {
      const end = place + last.length - from;
      const agreed = agreement(last, after, end);
      if (agreed >= Math.min(last.length, end, CERTAIN)) return { end, agreed };
      place = place > 0 ? after.lastIndexOf(anchor, place - 1) : -1;
    }
  }
  return undefined;
}

/** The last place of so many bytes that are all known. */
function anchorIn(bytes: string, length: number): number | undefined {
  let end = bytes.length;
  while (end >= length) {
    const unknown = bytes.lastIndexOf(UNKNOWN, end - 1);
    if (end - unknown > length) return end - length;
    end = unknown;
  }
  return undefined;
}

/** The text from this byte on; a character that began before it comes whole. */
function fromByte(text: string, at: number): string {
  let bytes = 0;
  let index = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const size = code === 0xfffd || code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes + size > at) break;
    bytes += size;
    index += character.length;
  }
  return text.slice(index);
}
