import { createEmitter, guarded } from "../core";
import type { SessionStore } from "../session";
import { addProcessStore } from "./knownProcesses";
import { LogBuffer } from "./logs/logBuffer";
import type { LogLine, LogStatus } from "./logs/types";
import { setProcessList } from "./useProcesses";
import type { ProcessStore } from "./processStore";
import type { ListedProcess, ProcessState } from "./types";

/** A process as a test or a story wants to see it. */
export interface ProcessPreset {
  state: ProcessState;
  /** What it was started with. */
  command: string;
  lines: readonly Omit<LogLine, "number">[];
  logStatus: LogStatus;
  /** Receives what a component did to it; what it returns is the state from then on. */
  onAction(action: ProcessAction, state: ProcessState): ProcessState;
}

export type ProcessAction = "start" | "stop" | "kill" | "restart";

const nothing = () => undefined;

/** Gives a session processes in fixed states, for `blaxel-react/testing`. */
export function setStaticProcesses(
  session: SessionStore,
  presets: Readonly<Record<string, ProcessPreset>>,
): void {
  const processes = Object.entries(presets).map(([name, preset]) => {
    const process = createStaticProcess(name, preset);
    addProcessStore(session, process);
    return { process, command: preset.command };
  });
  setProcessList(session, createStaticList(processes));
}

/** Its lines are there, nothing is ever asked, and it changes only when it is acted upon. */
export function createStaticProcess(name: string, preset: ProcessPreset): ProcessStore {
  const changes = createEmitter();
  let { state } = preset;
  const act = (action: ProcessAction) => async () => {
    state = guarded(() => preset.onAction(action, state), state);
    changes.emit();
  };
  const actions = {
    start: act("start"),
    stop: act("stop"),
    kill: act("kill"),
    restart: act("restart"),
  };
  const buffer = new LogBuffer();
  for (const line of preset.lines) buffer.append(line);
  const onLines = (listener: () => void) => buffer.subscribe(listener);
  return {
    ...actions,
    name,
    getSnapshot: () => state,
    subscribe: changes.subscribe,
    logs: { buffer, status: preset.logStatus, error: undefined, onLines },
    subscribeLogs: onLines,
    recentLines: (count) => buffer.last(count),
    listeningPorts: async () => [],
    addSubscriber: () => ({ ...actions, update: nothing, release: nothing }),
    canStart: false,
    disagreesWith: () => false,
    standIn: () => nothing,
    onListed: nothing,
    write: async () => {},
    closeStdin: async () => {},
  };
}

/** Follows what is done to its processes. */
function createStaticList(entries: readonly { process: ProcessStore; command: string }[]) {
  const read = () => ({ processes: entries.flatMap(listed), isLoading: false });
  let state = read();
  const find = (pid: string) =>
    entries.find(({ process }) => process.getSnapshot().pid === pid)?.process;
  return {
    getSnapshot: () => state,
    subscribe(listener: () => void) {
      const leave = entries.map(({ process }) =>
        process.subscribe(() => {
          state = read();
          listener();
        }),
      );
      return () => {
        for (const unsubscribe of leave) unsubscribe();
      };
    },
    refresh: async () => {},
    stop: async (pid: string) => find(pid)?.stop(),
    kill: async (pid: string) => find(pid)?.kill(),
  };
}

function listed({ process, command }: { process: ProcessStore; command: string }): ListedProcess[] {
  const { status, pid, exit, restartCount } = process.getSnapshot();
  if (pid === undefined || status === "error") return [];
  const isSpecial = status === "restarting" || status === "stopping" || status === "exited";
  const shown = isSpecial ? status : "running";
  return [{ pid, name: process.name, command, exit, restartCount, status: shown }];
}
