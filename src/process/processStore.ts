import type { ListeningPort } from "../platform";
import type { LogLine } from "./logs/types";
import type { LogSource } from "./useProcessLogs";
import type { ProcessSubscriber } from "./subscribers";
import type { ProcessActions, ProcessState } from "./types";

/** One process of one session, shared by everything on the page that has to do with it. */
export interface ProcessStore extends ProcessActions {
  readonly name: string;
  readonly getSnapshot: () => ProcessState;
  /** Notifies the listener of another state. */
  readonly subscribe: (listener: () => void) => () => void;
  /** The log, as far as it is here. `onLines` reports new lines, once a frame; opens nothing. */
  readonly logs: LogSource & { readonly onLines: (listener: () => void) => () => void };
  /** Keeps the log stream open, and notifies the listener of its changes, at most once a frame. */
  readonly subscribeLogs: (listener: () => void) => () => void;
  /** The last lines that are there. */
  recentLines(count: number): readonly LogLine[];
  /** Asks what the process listens on now; once it is over, what any process does. */
  readonly listeningPorts: (options: { signal: AbortSignal }) => Promise<readonly ListeningPort[]>;
  /** What one component has to do with the process. */
  addSubscriber(): ProcessSubscriber;
  /** Whether a component said how to start it, and wants it to be there. */
  readonly canStart: boolean;
  /** Whether another component wants another command to run under this name, and came first. */
  disagreesWith(command: string): boolean;
  /** Something that depends on the process stands in this document, until what is returned is called. */
  readonly standIn: (document: Document) => () => void;
  /** The sandbox has a process of this name. */
  onListed(): void;
}

export const idleState: ProcessState = { status: "idle", restartCount: 0 };

/** Whether two states say the same, so that no subscriber is notified without news. */
export function sameState(a: ProcessState, b: ProcessState): boolean {
  return (
    a.status === b.status &&
    a.pid === b.pid &&
    a.restartCount === b.restartCount &&
    a.error === b.error &&
    a.listening === b.listening &&
    a.exit?.reason === b.exit?.reason &&
    a.exit?.code === b.exit?.code
  );
}
