import type { SandboxError } from "../errors";
import type { ProcessStore } from "../process";
import { ErrorList, type Judged, type ListSnapshot } from "./errorList";
import { ErrorReader } from "./errorReader";
import type { PageLoad, PageLoads } from "./pageLoads";
import { plainLine } from "./plainLine";
import type { AppError, AppErrorOptions, AppErrorReport, AppErrors } from "./types";

/** Reads the log of a process for errors, until it is stopped. May be started again. */
export interface Engine {
  start(): void;
  stop(): void;
  previewIs(loads: Pick<PageLoads, "isUp" | "last">): void;
  report(source: string, report: AppErrorReport): void;
  clear(): void;
}

interface EngineHost {
  readonly process: ProcessStore | undefined;
  readonly options: Pick<AppErrorOptions, "root" | "limit">;
  readonly onChange: (view: Pick<AppErrors, "errors" | "open" | "error">) => void;
  /** Runs something later and returns what cancels it. */
  readonly after: (ms: number, run: () => void) => () => void;
}

/** An error is shown when its lines have come, and not line by line. */
const SETTLE_MS = 40;
const LAST_LINES = 16;
const UP: ReadonlySet<string> = new Set(["running", "ready"]);
const DOWN: ReadonlySet<string> = new Set(["exited", "error", "stopping"]);
/** A log that was there before comes at once: it is over when it pauses, or has come for so long. */
const REPLAY_PAUSE_MS = 250;
const REPLAY_MS = 2_000;

/** Everything about errors that has a clock, a log or a process in it. */
export function createErrorEngine({ process, options, onChange, after }: EngineHost): Engine {
  const list = new ErrorList(options);
  const newReader = () =>
    new ErrorReader({
      onFinding: (finding) => list.found(finding, Date.now()),
      onLoss: (from) => list.lost(from),
      onSignal: (signal) => list.signal(signal, Date.now()),
    });
  let reader = newReader();
  let buffer = process?.logs.buffer;
  let epoch = buffer?.epoch;
  /** The last line read of each stream: one that is unfinished holds up no other. */
  let outTo = 0;
  let errTo = 0;
  let lastRead = 0;
  let pid: string | undefined;
  let restarts = 0;
  let lastLoad: PageLoad | undefined;
  let isPreviewUp: boolean | undefined;
  let replay: { since: number; at: number } | undefined;
  let stopListening: (() => void) | undefined;
  let cancelPublish: (() => void) | undefined;
  let shown = new Map<string, { judged: Judged; error: AppError }>();
  let lastShown = "";
  let lastFailure: SandboxError | undefined;

  const read = () => {
    if (!process) return;
    const now = process.logs.buffer;
    if (now !== buffer || now.epoch !== epoch) {
      if (now === buffer) list.restart();
      else list.clear();
      reader = newReader();
      outTo = errTo = lastRead = 0;
      list.isReplay = true;
      replay = undefined;
      buffer = now;
      epoch = now.epoch;
    }
    let isOutHeld = false;
    let isErrHeld = false;
    const from = Math.min(outTo, errTo);
    const lines = now.slice(now.indexOf(from) + 1);
    // A flood was faster than the page: what is left does not go on with what was read.
    if (from > 0 && (lines[0]?.number ?? 0) > lastRead + 1) reader.closeAll();
    if (lines.length > 0) noteReplay(Date.now());
    for (const line of lines) {
      const isErr = line.stream === "stderr";
      if (isErr ? isErrHeld || line.number <= errTo : isOutHeld || line.number <= outTo) continue;
      if (line.unfinished) {
        if (isErr) isErrHeld = true;
        else isOutHeld = true;
        continue;
      }
      if (isErr) errTo = line.number;
      else outTo = line.number;
      reader.read(line);
    }
    const last = lines.at(-1)?.number ?? 0;
    if (!isErrHeld) errTo = Math.max(errTo, last);
    if (!isOutHeld) outTo = Math.max(outTo, last);
    lastRead = Math.max(outTo, errTo);
    schedule(SETTLE_MS);
  };

  const noteReplay = (at: number) => {
    if (replay && (at - replay.at > REPLAY_PAUSE_MS || at - replay.since > REPLAY_MS))
      list.isReplay = false;
    replay = { since: replay?.since ?? at, at };
  };

  const look = () => {
    const state = process?.getSnapshot();
    if (!state) return;
    const isNew = state.pid !== undefined && pid !== undefined && state.pid !== pid;
    if (isNew || state.restartCount > restarts) list.restarted(lastRead, Date.now());
    pid = state.pid ?? pid;
    restarts = state.restartCount;
    know();
  };

  const know = () => {
    const status = process?.getSnapshot().status;
    const isProcessUp =
      status === undefined ? undefined : UP.has(status) || (!DOWN.has(status) && undefined);
    list.know({ isProcessUp, isPreviewUp });
    schedule(0);
  };

  const publish = () => {
    cancelPublish = undefined;
    const snapshot = list.snapshot(Date.now());
    if (snapshot.checkAt !== undefined) schedule(Math.max(10, snapshot.checkAt - Date.now()));
    const errors = snapshot.judged.map((judged) => shownAs(judged, snapshot));
    shown = new Map(errors.map((one) => [one.error.id, one]));
    const text = errors
      .map(({ error }) => `${error.id} ${error.status} ${error.count} ${error.line}`)
      .join("\n");
    const details = errors
      .map(({ error }) => (error.stack?.length ?? 0) + (error.codeFrame?.length ?? 0))
      .join();
    const failure = process?.logs.error;
    if (text + details === lastShown && failure === lastFailure) return;
    lastShown = text + details;
    lastFailure = failure;
    const all = errors.map(({ error }) => error);
    const open = all.filter(({ status }) => status !== "resolved");
    onChange({ errors: all, open, error: failure });
  };

  const shownAs = (judged: Judged, { versions, command }: ListSnapshot) => {
    const { group, status } = judged;
    const before = shown.get(group.id);
    if (before && before.judged.status === status && isSameGroup(before.judged, judged))
      return before;
    const isNew = before?.judged.group.lastTo !== group.lastTo;
    const lastLines = isNew ? linesAround(group.lastFrom, group.lastTo) : before.error.lastLines;
    const { id, kind, message, tool, place, frame, stack, count, firstAt, last } = group;
    const error: AppError = {
      ...place,
      id,
      kind,
      status,
      message,
      tool,
      ...(frame.length > 0 && { codeFrame: frame.join("\n") }),
      ...(stack.length > 0 && { stack: stack.join("\n") }),
      count,
      firstAt,
      lastAt: last.at,
      ...(group.isInLog && { logLine: group.lastFrom }),
      versions,
      command,
      lastLines,
    };
    return { judged, error };
  };

  const linesAround = (first: number, last: number): readonly string[] => {
    if (!buffer) return [];
    const end = buffer.indexOf(Math.floor(last)) + 1;
    const start = Math.max(
      0,
      Math.min(buffer.indexOf(Math.floor(first)) - 4, end - 1),
      end - LAST_LINES,
    );
    return end > 0 ? buffer.slice(start, end).map(({ text }) => plainLine(text).slice(0, 300)) : [];
  };

  let dueAt = Infinity;
  const schedule = (ms: number) => {
    const due = Date.now() + ms;
    if (cancelPublish && dueAt <= due) return;
    cancelPublish?.();
    dueAt = due;
    cancelPublish = after(ms, () => {
      dueAt = Infinity;
      publish();
    });
  };

  return {
    start() {
      if (stopListening || !process) return;
      const stopLines = process.subscribeLogs(read);
      const stopState = process.subscribe(look);
      stopListening = () => {
        stopLines();
        stopState();
      };
      look();
      read();
    },
    stop() {
      stopListening?.();
      cancelPublish?.();
      stopListening = cancelPublish = undefined;
    },
    previewIs({ isUp, last }) {
      isPreviewUp = isUp;
      if (last && last !== lastLoad) list.pageLoaded(last);
      lastLoad = last;
      know();
    },
    report(source, report) {
      list.report(source, report, lastRead, Date.now());
      schedule(0);
    },
    clear() {
      list.clear();
      schedule(0);
    },
  };
}

const isSameGroup = ({ group: a }: Judged, { group: b }: Judged) =>
  a.lastTo === b.lastTo &&
  a.count === b.count &&
  a.frame === b.frame &&
  a.stack === b.stack &&
  a.place === b.place;
