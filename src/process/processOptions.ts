import { SandboxError } from "../errors";
import type { ProcessRequest } from "../platform";
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
  if (typeof name !== "string" || name.trim() === "") {
    return invalid("`name` is empty.", "Give the process a name.");
  }
  // Half a character of two cannot be encoded, and a dot or two would lead to another route.
  if (/[/\0\uD800-\uDFFF]|^\.\.?$/u.test(name)) {
    return invalid(
      `The process name ${JSON.stringify(name)} cannot stand in an address.`,
      "Use letters, digits and hyphens.",
    );
  }
  if (/^[+-]?\d+$/.test(name)) {
    return invalid(
      `The process name "${name}" is a number, which the server takes for a pid.`,
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
