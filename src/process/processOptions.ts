import type { ProcessExit, ProcessRequest } from "../platform";
import { SandboxError } from "../errors";
import type { LogLimit, LogLine } from "./logs";

/**
 * What `useProcess` is told.
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
   * and not only digits: the server could not find it again.
   */
  name: string;
  /** The shell command. Mind the host: `--host 0.0.0.0`, or no preview can reach the server. */
  command: string;
  /** The folder to run it in; the server's own by default. */
  workingDir?: string | undefined;
  /** Variables that add to, and override, the server's own. */
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

/** Makes a fresh request each time, as the SDK changes the one that it is given. */
export function requestOf(options: ProcessOptions): ProcessRequest {
  const { name, command, workingDir, env, timeout } = options;
  const { restartOnFailure, maxRestarts, keepAlive, stdin } = options;
  const given = { name, command, workingDir, env, timeout };
  // Copies `env` as well, and leaves out what is undefined.
  const copy: ProcessRequest = JSON.parse(
    JSON.stringify({ ...given, restartOnFailure, maxRestarts, keepAlive, stdin }),
  );
  return copy;
}

/** What is wrong with the options, before anything is asked of the server. */
export function faultIn(options: ProcessOptions): SandboxError | undefined {
  const { name, command, waitForPorts = [] } = options;
  if (typeof name !== "string" || name.trim() === "") {
    return invalid("`name` is empty.", "Give the process a name.");
  }
  if (name.includes("/")) {
    return invalid(`The process name "${name}" contains a slash.`, "Use a name without slashes.");
  }
  if (/^\d+$/.test(name)) {
    return invalid(
      `The process name "${name}" consists of digits only, which the server takes for a pid.`,
      "Put a letter into the name.",
    );
  }
  if (typeof command !== "string" || command.trim() === "") {
    return invalid(
      `The process "${name}" has no command.`,
      'Give it one, for instance `command: "npm run dev"`.',
    );
  }
  const port = waitForPorts.find((port) => !Number.isInteger(port) || port < 1 || port > 65_535);
  if (port !== undefined) {
    return invalid(`\`waitForPorts\` contains ${port}, which is not a port.`, "Ports are 1–65535.");
  }
  return undefined;
}

function invalid(message: string, hint: string): SandboxError {
  return new SandboxError({ kind: "invalid-options", message, hint, retryable: false });
}
