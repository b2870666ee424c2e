import type { Group } from "./grouping";
import { isSameFile } from "./places";
import type { Signal } from "./recogniser";
import type { AppErrorStatus } from "./types";

/** Something that speaks for a repair, in its place among the lines of the log. */
export type Evidence = { readonly order: number; readonly at: number } & (
  | { readonly type: "signal"; readonly signal: Signal }
  /** The page was loaded anew. */
  | { readonly type: "page-loaded" }
  | { readonly type: "page-works" }
  | { readonly type: "file-changed"; readonly file: string }
);

/** What is known of process and preview now; `undefined` where nothing is. */
export interface Facts {
  readonly isProcessUp: boolean | undefined;
  readonly isPreviewUp: boolean | undefined;
}

export interface Verdict {
  readonly status: AppErrorStatus;
  /** When it may be another one although nothing happens, if at all. */
  readonly checkAt?: number | undefined;
}

/**
 * How long it has to be quiet after a sign of repair. Tools announce an update first and print its error
 * when the page asks for the file; that takes a fraction of this.
 */
const QUIET_MS = 450;
/**
 * Updates and errors come on two streams: an update that arrives with an error may have been printed
 * before it.
 */
const APART_MS = 100;
/** A request that fails is answered sooner than this after its error. */
const ANSWERED_MS = 400;
/** An answer this many lines behind an error is that of the request that failed. */
const ANSWER_WITHIN = 12;

type Weight = "none" | "sign" | "proof";

/**
 * What became of an error, by what happened since it was seen. A line that speaks of success is a sign.
 * A proof takes more: that what made the error appear was done again, that the app is up, and that it
 * stayed quiet.
 */
export function verdictOf(
  group: Group,
  evidence: readonly Evidence[],
  facts: Facts,
  now: number,
): Verdict {
  const after = evidence.filter(({ order }) => order > group.lastTo);
  let weight: Weight = "none";
  let provenAt = 0;
  for (const one of after) {
    const found = weigh(group, one, after, evidence, facts);
    if (found === "none") continue;
    if (found === "proof" || weight === "none") weight = found;
    if (found === "proof") provenAt = Math.max(provenAt, one.at);
  }
  if (weight === "none") return { status: "open" };
  if (weight === "sign") return { status: "unknown" };
  const checkAt = Math.max(provenAt, group.lastAt) + QUIET_MS;
  return now >= checkAt ? { status: "resolved" } : { status: "unknown", checkAt };
}

function weigh(
  group: Group,
  one: Evidence,
  after: readonly Evidence[],
  all: readonly Evidence[],
  { isProcessUp, isPreviewUp }: Facts,
): Weight {
  const isOfPage = group.kind !== "process";
  const isServed = isPreviewUp === true;
  switch (one.type) {
    case "page-works":
      return isOfPage ? "proof" : "sign";
    case "page-loaded":
      // A page that is loaded makes the server build and render all of it again, but clicks on nothing.
      if (!isOfPage) return "none";
      return isServed && group.kind !== "browser" ? "proof" : "sign";
    case "file-changed":
      return group.place.file !== undefined && isSameFile(group.place.file, one.file)
        ? "sign"
        : "none";
    case "signal":
      break;
  }
  const { signal } = one;
  switch (signal.type) {
    case "restart":
      if (isPreviewUp === false || isProcessUp !== true) return "sign";
      return !isOfPage || isServed || group.tool === "node" || group.tool === "python"
        ? "proof"
        : "sign";
    case "pass-ends": {
      if (!isOfTool(group, signal.tool)) return "none";
      return isProcessUp === true && hasBegun(signal.tool, one, after) ? "proof" : "sign";
    }
    case "update":
      if (!concerns(group, signal.file)) return "none";
      return isServed && one.at - group.lastAt >= APART_MS ? "proof" : "sign";
    case "answer": {
      if (group.kind === "process" || signal.status >= 400) return "none";
      const failed = failedAnswer(group, signal.path, all);
      if (!failed || failed.order >= one.order) return "none";
      // An answer that failed may say 200: then only a later one proves something.
      const isLater = failed.isKnown || one.at - group.lastAt >= ANSWERED_MS;
      return isLater && (isProcessUp === true || isServed) ? "proof" : "sign";
    }
    default:
      return "none";
  }
}

/** The answer to the request that an error was printed with, if that is one to this path. */
function failedAnswer(group: Group, path: string, all: readonly Evidence[]) {
  for (const one of all) {
    if (one.type !== "signal" || one.signal.type !== "answer" || one.signal.path !== path) continue;
    const isNear =
      one.order >= group.lastFrom - ANSWER_WITHIN && one.order <= group.lastTo + ANSWER_WITHIN;
    if (isNear && one.signal.status >= 500) return { order: one.order, isKnown: true };
    if (isNear && group.tool === "next") return { order: one.order, isKnown: false };
  }
  return undefined;
}

const isOfTool = (group: Group, tool: string) =>
  group.tool === tool || (tool === "webpack" && group.tool === "tsc" && group.kind === "build");

/** webpack says only when it has done; the others say when they begin too. */
const hasBegun = (tool: string, end: Evidence, after: readonly Evidence[]) =>
  tool === "webpack" ||
  after.some(
    (one) =>
      one.type === "signal" &&
      one.signal.type === "pass-begins" &&
      one.signal.tool === tool &&
      one.order <= end.order,
  );

/** An update without a file takes up all of them. */
const concerns = ({ place, kind }: Group, file: string | undefined) =>
  kind !== "process" &&
  (file === undefined || place.file === undefined || isSameFile(place.file, file));
