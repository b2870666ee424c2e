import type { Group, When } from "./grouping";
import type { LogClock } from "./logClock";
import { isSameFile } from "./places";
import type { Signal } from "./recogniser";
import type { AppErrorStatus } from "./types";

/** Something that speaks for a repair, in its place among the lines of the log. */
export type Evidence = { readonly order: number } & When &
  (
    | { readonly type: "signal"; readonly signal: Signal }
    /** The page was loaded, from `since` on; `order` is where the log was then. */
    | { readonly type: "page-loaded"; readonly since: number }
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
/** The clock of a log has no parts of a second. */
const APART_SECONDS = 2;
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
  facts: Facts & { readonly clock: Pick<LogClock, "now" | "at"> },
  now: number,
): Verdict {
  const after = evidence.filter((one) => isAfter(group, one, facts.clock));
  const load = evidence.find(({ type }) => type === "page-loaded");
  let weight: Weight = "none";
  let provenAt = group.last.isReplay ? (load?.at ?? 0) : 0;
  for (const one of after) {
    const found = weigh(group, one, after, evidence, facts);
    if (found === "none") continue;
    if (found === "proof" || weight === "none") weight = found;
    if (found === "proof") provenAt = Math.max(provenAt, one.at);
  }
  if (weight === "none") return { status: "open" };
  if (weight === "sign") return { status: "unknown" };
  const checkAt = Math.max(provenAt, group.last.at) + QUIET_MS;
  return now >= checkAt ? { status: "resolved" } : { status: "unknown", checkAt };
}

/**
 * Whether it came after the error was printed. A log that arrives behind a page that was loaded
 * meanwhile may be older than that: if its last line was printed longer after the error than the page
 * had been there when it arrived, the error is older.
 */
function isAfter({ last, lastTo }: Group, one: Evidence, clock: Pick<LogClock, "now" | "at">) {
  if (one.order > lastTo) return true;
  if (one.type !== "page-loaded" || last.clock === undefined || clock.now === undefined)
    return false;
  return (clock.now - last.clock - 1) * 1_000 > clock.at - one.since;
}

/**
 * Whether something happened so long after an error that it did not only come on another stream. What
 * comes at once says nothing of that, unless it tells the time: there it takes that the page was
 * loaded here, which would have shown the error again.
 */
function isApart({ last }: Group, one: Evidence, ms: number, all: readonly Evidence[]): boolean {
  if (one.at - last.at >= ms) return true;
  const isLater = (one.clock ?? 0) - (last.clock ?? Infinity) >= APART_SECONDS;
  return isLater || (last.isReplay && all.some(isOwnLoad));
}

const isOwnLoad = (one: Evidence) => one.type === "page-loaded" && one.since > -Infinity;

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
      return isServed && (group.kind !== "browser" || group.last.isOfLoad) ? "proof" : "sign";
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
      if (signal.tool !== undefined && signal.tool !== group.tool) return "none";
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
      return isServed && isApart(group, one, APART_MS, all) ? "proof" : "sign";
    case "answer": {
      if (group.kind === "process" || signal.status >= 400) return "none";
      const failed = failedAnswer(group, signal.path, all);
      if (!failed || failed.order >= one.order) return "none";
      // An answer that failed may say 200: then only a later one proves something.
      const isLater = failed.isKnown || isApart(group, one, ANSWERED_MS, all);
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
