import type { Finding } from "./errorReader";
import { isSameFile } from "./places";
import type { AppErrorKind, AppErrorPlace } from "./types";

/** When something came, and when it was printed. */
export interface When {
  readonly at: number;
  /** By the clock of the log, in seconds; `undefined` if it tells none. */
  readonly clock: number | undefined;
  /** It was printed before and came at once with all that was, so that `at` says little. */
  readonly isReplay: boolean;
  /** It came as code was loaded into the page, so that another load would bring it again. */
  readonly isOfLoad: boolean;
}

/** Everything that is one error. */
export interface Group extends Pick<
  Finding,
  "tool" | "kind" | "message" | "place" | "frame" | "stack"
> {
  readonly id: string;
  readonly key: string;
  readonly count: number;
  readonly firstAt: number;
  readonly last: When;
  /** Where in the log it was last: its first and its last line. Of other sources: what the log was at. */
  readonly lastFrom: number;
  readonly lastTo: number;
  readonly isInLog: boolean;
}

const WEIGHT: Record<AppErrorKind, number> = { build: 3, process: 2, server: 1, browser: 0 };
/** These print one error in several shapes, so that a place alone says that it is the same. */
const SHAPES = new Set(["vite", "next", "rolldown"]);
const MISSING =
  /(?:can(?:'|no)?t|could not|failed to|unable to) (?:resolve|find|load)|module not found|no module named|imported from/i;

/** The message without what differs between the shapes of one error. */
export function keyOf(message: string): string {
  const [first = ""] = message.split("\n");
  const specifier = MISSING.test(first)
    ? /(?:^|[\s(:])['"`]([^'"`]+)['"`]/.exec(first)?.[1]
    : undefined;
  if (specifier !== undefined) return `missing ${specifier}`;
  return first
    .replace(/^(?:(?:Uncaught|Unhandled|Error|[A-Z]\w*Error)(?: \(in promise\))?:? )+/, "")
    .replaceAll(/[`"]/g, "'")
    .replaceAll(/\s+/g, " ")
    .replace(/[.:\s]+$/, "")
    .toLowerCase();
}

/** Whether a finding is one more of a group. */
export function belongs(group: Group, found: Finding, key: string): boolean {
  if (group.key === key && fits(group.place, found.place)) return true;
  const isBuild = group.kind === "build" && found.kind === "build";
  const inShapes = group.tool !== found.tool || SHAPES.has(found.tool);
  return isBuild && inShapes && isSamePlace(group.place, found.place);
}

/** Two places that can be one: what one does not say does not matter. */
function fits(a: AppErrorPlace, b: AppErrorPlace): boolean {
  if (a.file === undefined || b.file === undefined) return true;
  if (!isSameFile(a.file, b.file)) return false;
  if (a.line === undefined || b.line === undefined || a.isApproximate || b.isApproximate)
    return true;
  return (
    a.line === b.line &&
    (a.column === undefined || b.column === undefined || near(a.column, b.column))
  );
}

function isSamePlace(a: AppErrorPlace, b: AppErrorPlace): boolean {
  return (
    a.line !== undefined &&
    a.line === b.line &&
    a.file !== undefined &&
    fits(a, b) &&
    b.file !== undefined
  );
}

/** Parsers point at the begin of a word, at its end or behind it. */
const near = (a: number, b: number) => Math.abs(a - b) <= 2;

/** A group of one. */
export function groupOf(found: Finding, when: When, isInLog: boolean): Group {
  const { tool, kind, message, place, frame, stack, from, to } = found;
  const key = keyOf(message);
  const id = idOf(`${key}\n${place.file ?? ""}\n${place.line ?? ""}\n${place.column ?? ""}`);
  const base = { id, key, tool, kind, message, place, frame, stack };
  return { ...base, count: 1, firstAt: when.at, last: when, lastFrom: from, lastTo: to, isInLog };
}

/** The group with one more. */
export function joined(group: Group, found: Finding, when: When, isInLog: boolean): Group {
  const isNewer = WEIGHT[found.kind] > WEIGHT[group.kind];
  return {
    ...group,
    kind: isNewer ? found.kind : group.kind,
    place: better(group.place, found.place),
    frame: group.frame.length > 0 ? group.frame : found.frame,
    stack: group.stack.length > 0 ? group.stack : found.stack,
    count: group.count + 1,
    last: found.to >= group.lastTo ? when : group.last,
    lastFrom: Math.max(group.lastFrom, found.from),
    lastTo: Math.max(group.lastTo, found.to),
    isInLog: group.isInLog || isInLog,
  };
}

function better(a: AppErrorPlace, b: AppErrorPlace): AppErrorPlace {
  if (b.file === undefined) return a;
  if (a.file === undefined) return b;
  if (a.line === undefined) return { ...b, file: a.file };
  if (a.isApproximate && b.line !== undefined && !b.isApproximate) return b;
  return a.column === undefined && a.line === b.line ? { ...a, column: b.column } : a;
}

/** FNV-1a, which needs no more than to tell a hundred errors apart. */
function idOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0).toString(36).padStart(7, "0");
}
