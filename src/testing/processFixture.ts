import type { ProcessExit } from "../platform";
import { guarded } from "../core";
import { SandboxError } from "../errors";
import type { ProcessAction, ProcessPreset, ProcessState, LogLine, LogStatus } from "../process";

/** A line of output: text, or what `useProcessLogs` would give. */
type LineFixture = string | Omit<LogLine, "number">;

/**
 * A process in a state of its own.
 *
 * @example
 * ```ts
 * const process: ProcessFixture = { status: "ready", lines: ["ready in 120 ms"] };
 * ```
 */
export interface ProcessFixture {
  /** Default `"ready"`. */
  status?: ProcessState["status"] | undefined;
  pid?: string | undefined;
  /** What `useProcesses` says that it was started with. Default none. */
  command?: string | undefined;
  exit?: ProcessExit | undefined;
  error?: SandboxError | undefined;
  restartCount?: number | undefined;
  /** What it has printed. */
  lines?: readonly LineFixture[] | undefined;
  /** How its log is doing. Default `"live"`, or `"ended"` for a process that is over. */
  logStatus?: LogStatus | undefined;
  /** Called when a component starts, stops, kills or restarts it; the state follows. */
  onAction?: ((action: ProcessAction) => void) | undefined;
}

const PID = "4242";

function failureOf(fixture: ProcessFixture): SandboxError {
  return (
    fixture.error ??
    new SandboxError({
      kind: "start-failed",
      message: "The process could not be started, as the test asked for.",
      hint: "Give `error` to choose another error.",
      retryable: false,
    })
  );
}

function stateOf(fixture: ProcessFixture): ProcessState {
  const { status = "ready", pid = PID, restartCount = 0, error } = fixture;
  switch (status) {
    case "idle":
      return { status, restartCount };
    case "ready":
      return { status, pid, restartCount, listening: [] };
    case "exited":
      return {
        status,
        pid,
        restartCount,
        exit: fixture.exit ?? { reason: "completed", code: 0 },
        error,
      };
    case "error":
      return { status, restartCount, error: failureOf(fixture) };
    default:
      return { status, pid, restartCount };
  }
}

const after: Record<ProcessAction, (state: ProcessState) => ProcessState> = {
  start: (state) => stateOf({ status: "ready", restartCount: state.restartCount }),
  restart: (state) => stateOf({ status: "ready", restartCount: state.restartCount }),
  stop: () => stateOf({ status: "exited", exit: { reason: "stopped", code: -1 } }),
  kill: () => stateOf({ status: "exited", exit: { reason: "killed", code: -1 } }),
};

const toLine = (line: LineFixture): Omit<LogLine, "number"> =>
  typeof line === "string" ? { text: line, stream: "stdout" } : line;

/** A process that is what the fixture says and changes only when it is acted upon. */
export function createProcessFixture(fixture: ProcessFixture): ProcessPreset {
  const isOver = fixture.status === "exited";
  return {
    state: stateOf(fixture),
    command: fixture.command ?? "",
    lines: (fixture.lines ?? []).map(toLine),
    logStatus: fixture.logStatus ?? (isOver ? "ended" : "live"),
    onAction: (action, state) => {
      guarded(() => fixture.onAction?.(action));
      return after[action](state);
    },
  };
}
