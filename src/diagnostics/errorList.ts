import type { Finding, SignalAt } from "./errorReader";
import { belongs, groupOf, joined, keyOf, type Group, type When } from "./grouping";
import { LogClock } from "./logClock";
import type { PageLoad } from "./pageLoads";
import { asShown, inRoot } from "./places";
import type { Signal } from "./recogniser";
import type { AppErrorReport, AppErrorStatus } from "./types";
import { verdictOf, type Evidence, type Facts } from "./verdict";

/** A group and what became of it. */
export interface Judged {
  readonly group: Group;
  readonly status: AppErrorStatus;
}

export interface ListSnapshot {
  readonly judged: readonly Judged[];
  readonly versions: readonly string[];
  readonly command: string | undefined;
  /** When to look again although nothing has happened. */
  readonly checkAt: number | undefined;
}

export interface ListOptions {
  readonly root?: string | undefined;
  readonly limit?: number | undefined;
}

/** So many findings may still grow: two streams, and two programs on each. */
const GROWING = 8;
/** What code does as it is loaded, it has done by then. */
const LOADING_MS = 5_000;
const MAX_EVIDENCE = 300;
const MAX_ANSWERS = 200;
const MAX_VERSIONS = 6;

/**
 * All errors, and what is known of them. It has no clock and asks nobody: everything comes in with its
 * time and its place in the log.
 */
export class ErrorList {
  readonly #root: string | undefined;
  readonly #limit: number;
  /** The groups of findings that do not change any more, oldest first. */
  #groups: Group[] = [];
  readonly #growing = new Map<number, { finding: Finding; when: When; isInLog: boolean }>();
  /** The last of each kind: what an earlier one could prove, a later one proves too. */
  readonly #evidence = new Map<string, Evidence>();
  #answers: Evidence[] = [];
  #facts: Facts = { isProcessUp: undefined, isPreviewUp: undefined };
  /** What comes now was printed before, and comes at once. */
  isReplay = true;
  readonly #clock = new LogClock();
  /** When code was last loaded into the page. */
  #loadedAt = -Infinity;
  readonly #resolved = new Map<string, number>();
  readonly #firstAt = new Map<string, number>();
  #versions: string[] = [];
  #command: string | undefined;
  #order = 0;

  constructor({ root, limit = 100 }: ListOptions = {}) {
    this.#root = root;
    this.#limit = Math.max(1, limit);
  }

  /** A finding of the log; one that has grown takes the place of what it was. */
  found(finding: Finding, at: number): void {
    const place = asShown(inRoot(finding.place, this.#root), finding.frame);
    this.#put({ ...finding, place }, at, true);
  }

  /** What was found under that number was none. */
  lost(from: number): void {
    this.#growing.delete(from);
  }

  signal({ at: order, signal }: SignalAt, at: number): void {
    if (signal.type === "version") this.#version(signal, order, at);
    else if (signal.type === "time") this.#clock.tick(signal.stamp, at);
    else if (signal.type === "command") this.#command = signal.text;
    else {
      if (signal.type === "update") this.#loadedAt = at;
      this.#witness({ type: "signal", signal, order, ...this.#when(at) });
    }
  }

  /** What another source says, when the log has come to line `order`. */
  report(source: string, report: AppErrorReport, order: number, at: number): void {
    const place = this.#next(order);
    if (report.type !== "error") {
      this.#witness({ ...report, order: place, ...this.#when(at) });
      return;
    }
    const { kind, message, codeFrame, stack, file, line, column } = report;
    const found: Finding = {
      tool: source,
      kind,
      message,
      place: inRoot({ file, line, column }, this.#root),
      frame: codeFrame ? codeFrame.split("\n") : [],
      stack: stack ? stack.split("\n") : [],
      isSure: true,
      from: place,
      to: place,
    };
    this.#put(found, at, false);
  }

  /** The process has begun anew, when the log had come to line `order`. */
  restarted(order: number, at: number): void {
    const signal: Signal = { type: "restart" };
    this.#witness({ type: "signal", signal, order: this.#next(order), ...this.#when(at) });
  }

  pageLoaded({ order, since, at }: PageLoad): void {
    this.#loadedAt = at;
    this.#witness({ type: "page-loaded", order: this.#next(order), since, ...this.#when(at) });
  }

  know(facts: Facts): void {
    this.#facts = facts;
  }

  /** Forgets what the log said, as it is read again from its beginning; what others said stays. */
  restart(): void {
    this.#groups = this.#groups.filter(({ isInLog }) => !isInLog);
    this.#growing.clear();
    this.#clock.reset();
    this.#answers = [];
    for (const [name, { order }] of this.#evidence) {
      if (Number.isInteger(order)) this.#evidence.delete(name);
    }
  }

  clear(): void {
    this.#groups = [];
    this.#growing.clear();
  }

  snapshot(now: number): ListSnapshot {
    let groups = [...this.#groups];
    for (const { finding, when, isInLog } of this.#growing.values()) {
      groups = this.#joinedTo(groups, finding, when, isInLog);
    }
    const evidence = [...this.#evidence.values(), ...this.#answers];
    let checkAt: number | undefined;
    const judged = groups.slice(-this.#limit).map((group): Judged => {
      const firstAt = this.#firstAt.get(group.id) ?? group.firstAt;
      const verdict = verdictOf(group, evidence, { ...this.#facts, clock: this.#clock }, now);
      if (verdict.checkAt !== undefined) checkAt = Math.min(checkAt ?? Infinity, verdict.checkAt);
      if (verdict.status === "resolved") this.#resolved.set(group.id, group.lastTo);
      // What was once resolved stays so until it is seen again.
      const isResolved = (this.#resolved.get(group.id) ?? -1) >= group.lastTo;
      return { group: { ...group, firstAt }, status: isResolved ? "resolved" : verdict.status };
    });
    return { judged, versions: this.#versions, command: this.#command, checkAt };
  }

  #put(finding: Finding, at: number, isInLog: boolean): void {
    const before = this.#growing.get(finding.from);
    this.#growing.set(finding.from, { finding, when: before?.when ?? this.#when(at), isInLog });
    if (this.#growing.size <= GROWING) return;
    const [oldest] = this.#growing.keys();
    const settled = oldest === undefined ? undefined : this.#growing.get(oldest);
    if (oldest === undefined || !settled) return;
    this.#growing.delete(oldest);
    this.#groups = this.#joinedTo(this.#groups, settled.finding, settled.when, settled.isInLog);
    if (this.#groups.length > this.#limit * 2) this.#groups = this.#groups.slice(-this.#limit);
  }

  #when(at: number): When {
    const isOfLoad = !this.isReplay && at - this.#loadedAt <= LOADING_MS;
    return { at, clock: this.#clock.now, isReplay: this.isReplay, isOfLoad };
  }

  #joinedTo(groups: Group[], finding: Finding, when: When, isInLog: boolean): Group[] {
    const key = keyOf(finding.message);
    const index = groups.findLastIndex((group) => belongs(group, finding, key));
    const known = groups[index];
    if (known) {
      const next = [...groups];
      next[index] = joined(known, finding, when, isInLog);
      return next;
    }
    const group = groupOf(finding, when, isInLog);
    if (!this.#firstAt.has(group.id)) this.#firstAt.set(group.id, when.at);
    if (this.#firstAt.size > this.#limit * 20) this.#firstAt.clear();
    return [...groups, group];
  }

  #witness(evidence: Evidence): void {
    const name = nameOf(evidence);
    if (evidence.type === "signal" && evidence.signal.type === "answer") {
      this.#answers.push(evidence);
      if (this.#answers.length > MAX_ANSWERS) this.#answers.splice(0, MAX_ANSWERS / 2);
      return;
    }
    this.#evidence.delete(name);
    this.#evidence.set(name, evidence);
    const [oldest] = this.#evidence.keys();
    if (this.#evidence.size > MAX_EVIDENCE && oldest !== undefined) this.#evidence.delete(oldest);
  }

  #version({ of }: Extract<Signal, { type: "version" }>, order: number, at: number): void {
    const [name = ""] = of.split(" ");
    const others = this.#versions.filter((one) => !one.startsWith(`${name} `));
    this.#versions = [...others, of].slice(-MAX_VERSIONS);
    // A server says it where it starts; an older one's output may stand before it in the log.
    const signal: Signal = { type: "restart", tool: name };
    if (name !== "node" && name !== "bun")
      this.#witness({ type: "signal", signal, order, ...this.#when(at) });
  }

  /** A place behind that line and before the next one. */
  #next(order: number): number {
    const least = Math.max(order, 0) + 0.5;
    this.#order = this.#order >= least && this.#order < order + 1 ? this.#order + 1e-6 : least;
    return this.#order;
  }
}

function nameOf(evidence: Evidence): string {
  if (evidence.type === "file-changed") return `changed ${evidence.file}`;
  if (evidence.type !== "signal") return evidence.type;
  const { signal } = evidence;
  switch (signal.type) {
    case "update":
      return `update ${signal.tool} ${signal.file ?? ""}`;
    case "pass-begins":
    case "pass-ends":
    case "restart":
      return `${signal.type} ${signal.tool}`;
    default:
      return signal.type;
  }
}
