import { createEmitter, guarded } from "../core";
import type { SessionStore } from "../session";
import { LogFollower, type LogLine, type LogStatus } from "./logs";
import { ProcessController } from "./processController";
import type { ProcessState } from "./processState";
import { presetListedProcess } from "./presetProcessList";
import { setProcessController } from "./knownProcesses";

/** A process as a test or a story wants to see it. */
export interface ProcessPreset {
  state: ProcessState;
  /** What it was started with. */
  command: string;
  lines: readonly Omit<LogLine, "number">[];
  logStatus: LogStatus;
  /** Told what a component did to it; what it returns is the state from then on. */
  onAction(action: ProcessAction, state: ProcessState): ProcessState;
}

export type ProcessAction = "start" | "stop" | "kill" | "restart";

/** The log of a process that does not exist: its lines are there, and nothing is ever asked. */
class PresetLogs extends LogFollower {
  readonly #status: LogStatus;

  constructor(store: SessionStore, { lines, logStatus }: ProcessPreset) {
    super({
      store,
      newer: () => true,
      urgent: () => false,
      inspect: () => Promise.resolve(undefined),
      onRestart: () => undefined,
      onEnd: () => undefined,
    });
    this.#status = logStatus;
    for (const line of lines) this.buffer.append(line);
  }

  override get status() {
    return this.#status;
  }

  override want() {}
}

class PresetController extends ProcessController {
  override readonly logs: LogFollower;

  constructor(store: SessionStore, name: string, preset: ProcessPreset) {
    super(store, name, () => undefined);
    const changes = createEmitter();
    let { state } = preset;
    const act = (action: ProcessAction) => async () => {
      state = guarded(() => preset.onAction(action, state), state);
      changes.emit();
    };
    this.logs = new PresetLogs(store, preset);
    this.getSnapshot = () => state;
    this.subscribe = changes.subscribe;
    this.subscribeLogs = (listener) => this.logs.onLines(listener);
    this.start = act("start");
    this.stop = act("stop");
    this.kill = act("kill");
    this.restart = act("restart");
    this.write = () => Promise.resolve();
    this.closeStdin = () => Promise.resolve();
  }

  override addSubscriber() {
    const { start, stop, kill, restart } = this;
    return { update: () => undefined, release: () => undefined, start, stop, kill, restart };
  }

  override disagreesWith() {
    return false;
  }
}

/** Puts a process into a session without a sandbox, for `blaxel-react/testing`. */
export function presetProcess(store: SessionStore, name: string, preset: ProcessPreset): void {
  const controller = new PresetController(store, name, preset);
  setProcessController(store, name, controller);
  presetListedProcess(store, controller, preset.command);
}
