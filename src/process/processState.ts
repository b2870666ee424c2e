import type { SandboxError } from "../errors";
import type { ListeningPort, ProcessExit } from "../platform";

interface Facts {
  /** How often the server restarted it after a failure. */
  readonly restartCount: number;
  /** The ports it was seen listening on, once `waitForPorts` has been met or refused. */
  readonly listening?: readonly ListeningPort[] | undefined;
}

interface Unstarted extends Facts {
  readonly pid?: undefined;
  readonly exit?: undefined;
  readonly error?: undefined;
}

interface Alive extends Facts {
  /** What the server knows it by; constant over restarts by the server. */
  readonly pid: string;
  readonly exit?: undefined;
  readonly error?: undefined;
}

/**
 * What is known of a process, told apart by `status`.
 *
 * - `idle`: nothing was asked of it yet
 * - `starting`: looked for, being started, or its ports are not open yet
 * - `running`: alive, and no `waitForPorts` to wait for
 * - `ready`: alive, and all of `waitForPorts` can be reached
 * - `restarting`: between two runs
 * - `stopping`: asked to end, not gone yet
 * - `exited`: over; `exit` says how, and `error` is set if it should not have ended like that
 * - `error`: could not be started or followed; with a `pid` it lives on nevertheless
 */
export type ProcessState =
  | ({ readonly status: "idle" } & Unstarted)
  | ({ readonly status: "starting" } & (Alive | Unstarted))
  | ({ readonly status: "running" } & Alive)
  | ({ readonly status: "ready"; readonly listening: readonly ListeningPort[] } & Alive)
  | ({ readonly status: "restarting" } & (Alive | Unstarted))
  | ({ readonly status: "stopping" } & Alive)
  | ({
      readonly status: "exited";
      readonly pid: string;
      readonly exit: ProcessExit;
      readonly error?: SandboxError | undefined;
    } & Facts)
  | ({
      readonly status: "error";
      readonly pid?: string | undefined;
      readonly exit?: undefined;
      readonly error: SandboxError;
    } & Facts);

/** Each word that `status` can be. */
export type ProcessStatus = ProcessState["status"];

export const idleState: ProcessState = { status: "idle", restartCount: 0 };

/** Whether two states say the same, so that nobody is told what they know. */
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
