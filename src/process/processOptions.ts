import type { SandboxError } from "../errors";
import { invalidName, type ProcessRequest } from "../platform";
import { nameFault } from "./processName";
import type { ProcessOptions } from "./types";

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
  const fault = nameFault(name);
  if (fault) return fault;
  if (typeof command !== "string" || command.trim() === "") {
    return invalidName(
      `The process "${name}" has no command.`,
      'Give it one, for instance `command: "npm run dev"`.',
    );
  }
  const port = waitForPorts.find((port) => !Number.isInteger(port) || port < 1 || port > 65_535);
  if (port !== undefined) {
    return invalidName(
      `\`waitForPorts\` contains ${port}, which is not a port.`,
      "Ports are 1–65535.",
    );
  }
  return undefined;
}
