import type { CSSProperties } from "react";
import type { SandboxError } from "../errors";
import type { ListeningPort, ProcessExit } from "../platform";
import type { LogLimit, LogLine, LogStatus } from "./logs/types";

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
 * What is known of a process, distinguished by `status`.
 *
 * - `idle`: nothing was asked of it yet
 * - `starting`: looked for, being started, or its ports are not open yet
 * - `running`: alive, and no `waitForPorts` to wait for, or the sandbox cannot tell: it knows no open
 *   ports of a process that it has started again itself
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

/**
 * The options of `useProcess`.
 *
 * @example
 * ```ts
 * const options: ProcessOptions = {
 *   name: "dev-server",
 *   command: "npm run dev -- --host 0.0.0.0",
 *   workingDir: "/app",
 *   waitForPorts: [3000],
 * };
 * ```
 */
export interface ProcessOptions {
  /**
   * What the process is known by in the sandbox, and what makes two components share it. No `/`,
   * no `.` or `..`, and no number: the server could not find it again.
   */
  name: string;
  /** The shell command. Mind the host: `--host 0.0.0.0`, or no preview can reach the server. */
  command: string;
  /** The folder to run it in; the server's own by default. */
  workingDir?: string | undefined;
  /**
   * Variables that add to, and override, the server's own and the kit's one: `useProcess` sets
   * `__VITE_ADDITIONAL_SERVER_ALLOWED_HOSTS`, so that Vite answers under the addresses of previews.
   */
  env?: Readonly<Record<string, string>> | undefined;
  /** Ports that have to be reachable before the process counts as `ready`. */
  waitForPorts?: readonly number[] | undefined;
  /** How long `waitForPorts` may take, in milliseconds. Default 120 000. The process goes on. */
  readyTimeoutMs?: number | undefined;
  /** Seconds after which the server ends it; what it does exactly depends on the server. */
  timeout?: number | undefined;
  /** Let the server start it again when it fails. */
  restartOnFailure?: boolean | undefined;
  /** How often; negative for ever. */
  maxRestarts?: number | undefined;
  /** Keep the sandbox from sleeping while it runs. Blaxel bills that time. */
  keepAlive?: boolean | undefined;
  /** Open the input of the process, for `write`. Newer servers only. */
  stdin?: boolean | undefined;
  /**
   * `false` starts nothing and asks for nothing by itself. What the user does counts all the same:
   * after `start()` or `restart()` it is as if enabled, until `stop()`, `kill()` or the end of the
   * component. Default `true`.
   */
  enabled?: boolean | undefined;
  /** For installs and migrations: a finished run of the same name and command counts. */
  runOnce?: boolean | undefined;
  /** Stop the process when the last component that uses it is gone. Default `false`. */
  stopOnUnmount?: boolean | undefined;
  /** How much of the log is kept in the browser. Default 20 000 lines and 8 million characters. */
  logLimit?: LogLimit | undefined;
  /** Called once when it has ended. May act on the process; what it throws goes to the page's console. */
  onExit?: ((exit: ProcessExit) => void) | undefined;
  /** Called when something went wrong, with the last lines that it printed. As free as `onExit`. */
  onError?: ((error: SandboxError, lastLines: readonly LogLine[]) => void) | undefined;
}

/**
 * What can be done to a process. None of these functions ever changes, and none of the first four
 * rejects: what went wrong is in `error` and is given to `onError`.
 *
 * @example
 * ```tsx
 * const { restart } = useProcess({ name: "dev-server", command: "npm run dev" });
 * return <button onClick={restart}>Restart</button>;
 * ```
 */
export interface ProcessActions {
  /** Starts it, unless it runs; also with `enabled: false`. Also runs a `runOnce` process again. */
  start(): Promise<void>;
  /**
   * Asks it to end (SIGTERM), and resolves when it has. If it has not after ten seconds it is killed
   * (SIGKILL): then `exit.reason` is `killed`, and `error` says so.
   */
  stop(): Promise<void>;
  /** Ends it at once (SIGKILL). */
  kill(): Promise<void>;
  /**
   * Ends whatever runs under this name, as `stop` does, and starts it anew with the current options. As
   * free as `start`. That it had to be killed is told to `onError`.
   */
  restart(): Promise<void>;
  /** Writes to its input, as is: mind the line end. Needs `stdin: true`. Rejects with a `SandboxError`. */
  write(data: string | Uint8Array<ArrayBuffer>): Promise<void>;
  /** Closes its input, which most programs take as the end. Rejects with a `SandboxError`. */
  closeStdin(): Promise<void>;
}

/**
 * A process of the sandbox as `useProcess` gives it: what is known of it, distinguished by
 * `status`, and what can be done to it.
 *
 * @example
 * ```tsx
 * function Badge({ process }: { process: SandboxProcess }) {
 *   return <span>{process.status === "exited" ? process.exit.reason : process.status}</span>;
 * }
 * ```
 */
export type SandboxProcess = ProcessState & ProcessActions & { readonly name: string };

/**
 * One entry in the list of processes.
 *
 * @example
 * ```tsx
 * {processes.map((process) => <li key={process.pid}>{process.name}: {process.status}</li>)}
 * ```
 */
export interface ListedProcess {
  readonly pid: string;
  /** Several may bear the same name: the finished runs before the last one. */
  readonly name: string;
  readonly command: string;
  readonly status: "running" | "restarting" | "stopping" | "exited";
  /** How it ended, once it has. */
  readonly exit?: ProcessExit | undefined;
  /** When its current run began, by the clock of the sandbox. */
  readonly startedAt?: Date | undefined;
  readonly restartCount: number;
}

export interface ProcessListState {
  readonly processes: readonly ListedProcess[];
  readonly isLoading: boolean;
  readonly error?: SandboxError | undefined;
}

/**
 * The processes of a sandbox, and what can be done to them.
 *
 * @example
 * ```tsx
 * const { processes, kill }: SandboxProcesses = useProcesses();
 * ```
 */
export interface SandboxProcesses extends ProcessListState {
  /** Asks again. */
  refresh(): Promise<void>;
  /**
   * Asks the process to end (SIGTERM), and resolves when it has. If it has not after ten seconds it is
   * killed (SIGKILL). That, and what goes wrong, is in `error` until the next action.
   */
  stop(pid: string): Promise<void>;
  /** Ends the process at once (SIGKILL). What goes wrong is in `error` until the next action. */
  kill(pid: string): Promise<void>;
}

/**
 * Which lines are wanted.
 *
 * @example
 * ```ts
 * useProcessLogs(dev, { stream: "stderr", filter: /warn|error/i, tail: 200 });
 * ```
 */
export interface LogSelectionOptions {
  /** Only what was printed there. Default both, with what the kit says about the log itself. */
  stream?: "stdout" | "stderr" | undefined;
  /**
   * Only lines that contain the text, match the expression or pass the function. A function or an
   * expression should be made outside the component, or else every render selects anew. A line for
   * which the function throws is kept; the error is reported to the page.
   */
  filter?: string | RegExp | ((line: LogLine) => boolean) | undefined;
  /** Only the last so many. */
  tail?: number | undefined;
}

/**
 * Lines of a log at one moment. The object stays the same until one of its fields changes.
 *
 * @example
 * ```tsx
 * const { lines, dropped } = useProcessLogs(dev);
 * ```
 */
export interface ProcessLogView {
  /** The lines, oldest first. */
  readonly lines: readonly LogLine[];
  /** How many older lines of the whole log the browser has let go. */
  readonly dropped: number;
  /** How the log is doing. */
  readonly status: LogStatus;
  /** Why the log cannot be read at the moment. */
  readonly error?: SandboxError | undefined;
}

/**
 * Which output of a process a log shows.
 *
 * @example
 * ```tsx
 * const [stream, setStream] = useState<ShownStream>("stderr");
 * return <ProcessLogs process={dev} stream={stream} onStreamChange={setStream} />;
 * ```
 */
export type ShownStream = "all" | "stdout" | "stderr";

/**
 * The props of `ProcessLogs`.
 *
 * @example
 * ```tsx
 * const props: ProcessLogsProps = { process: "dev-server", lineNumbers: false };
 * ```
 */
export interface ProcessLogsProps {
  /** As `useProcess` gives it, or its name. */
  process: { readonly name: string } | string | undefined;
  /** What a screen reader calls the region. Default "Log" and the name. */
  title?: string | undefined;
  /** The output to show, if you decide it; the reader's choice then comes to `onStreamChange`. */
  stream?: ShownStream | undefined;
  /** The output to show at first, if the reader decides it. Default `"all"`. */
  defaultStream?: ShownStream | undefined;
  /** Called with what the reader has chosen to see. */
  onStreamChange?: ((stream: ShownStream) => void) | undefined;
  /** Whether there is a row of controls. Default `true`. */
  toolbar?: boolean | undefined;
  /** Whether long lines are wrapped, if you decide it; the reader's choice then comes to `onWrapChange`. */
  wrap?: boolean | undefined;
  /** Whether long lines are wrapped at first, if the reader decides it. Default `false`. */
  defaultWrap?: boolean | undefined;
  /** Called with what the reader has chosen: whether long lines are wrapped. */
  onWrapChange?: ((wrap: boolean) => void) | undefined;
  /** Whether lines are numbered. Default `true`. */
  lineNumbers?: boolean | undefined;
  /** Height of a line in pixels. Default 20. */
  rowHeight?: number | undefined;
  /** Of the outermost element, as are `data-*` and `aria-*`. */
  id?: string | undefined;
  /** A class for the outermost element; wins over the kit's styles. */
  className?: string | undefined;
  /** Styles for the outermost element; mind its height, which is 320 pixels by default. */
  style?: CSSProperties | undefined;
}
