import { isForeign, placeInApp, placeOf } from "./places";
import type { Draft } from "./recogniser";
import type { AppErrorPlace } from "./types";

const MAX_STACK = 40;
const MAX_FRAME = 24;
/** `  12 | code`, `> 12 | code`, `  12 │ code`, and the marks below: `     | ^^^`, `   │ ╰── what`. */
const CODE = /^\s*[>❱→]?\s*\d+\s*[|│]/;
const MARKS = /^\s*[|│╵·]?[|│╵·\s]*[~^─┬╰│.╭╮╯-]+.*$/;
const BORDER = /^\s*(?:[╭┌]─+|[╰└─]+[╯┘]?|[─]{3,}╯?|[│|]\s*)$/;
const BOX_PLACE = /^\s*[╭┌,]─?[-─]*\[\s*(.+?)\s*\](?:─*)$/;
const STACK = /^\s*at (?:\S|$)/;
/** `  code: 'X'`, `}`: what Node prints of an error's properties. */
export const PROPERTY = /^(?:\s+(?:\[?[\w$]+\]?: .*|\.\.\. \d+ lines matching.*)|\s*[\]}],?)$/;

/** The draft with what any tool says below the first line: frame, place, stack. Else `undefined`. */
export function withDetails(draft: Draft, line: string): Draft | undefined {
  if (STACK.test(line)) return withCall(draft, line);
  const box = BOX_PLACE.exec(line)?.[1];
  if (box !== undefined) return { ...atPlace(draft, placeOf(box) ?? {}), stage: "frame" };
  if (CODE.test(line)) return { ...withFrame(draft, line), stage: "frame" };
  if (draft.stage === "frame") {
    if (BORDER.test(line)) return draft;
    if (/[|│╵]/.test(line) && MARKS.test(line)) return withFrame(draft, line);
  }
  return undefined;
}

/** A call of the stack; the first one in the app is where the error is, unless that is known. */
export function withCall(draft: Draft, line: string): Draft {
  if (draft.stack.length >= MAX_STACK) return draft;
  const next = { ...draft, stack: [...draft.stack, line.trim().replace(/ \{$/, "")], isSure: true };
  const found = placeInApp(line);
  if (draft.place.file !== undefined) {
    const isNearer = draft.place.line === undefined && found?.file === draft.place.file;
    return { ...next, stage: "stack", ...(isNearer && { place: found }) };
  }
  return { ...(found ? { ...next, place: found } : next), stage: "stack" };
}

/** A line of code around the place; boxes become the bars that other tools draw. */
export function withFrame(draft: Draft, line: string): Draft {
  if (draft.frame.length >= MAX_FRAME) return draft;
  return { ...draft, frame: [...draft.frame, withoutBox(line)] };
}

/** The place becomes that of the error, as far as it says more than what is known. */
export function atPlace(draft: Draft, found: AppErrorPlace): Draft {
  if (found.file !== undefined && isForeign(found.file)) return draft;
  const { place } = draft;
  if (place.file === undefined) return { ...draft, place: { ...place, ...found } };
  return place.line === undefined && found.line !== undefined
    ? { ...draft, place: { ...found, file: place.file } }
    : draft;
}

const withoutBox = (line: string) =>
  line
    .replaceAll(/[│╵·]/g, "|")
    .replaceAll(/[┬╭╮]/g, "^")
    .replaceAll("─", "-")
    .replaceAll(/[╰╯├]/g, "`");
