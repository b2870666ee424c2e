import type { SandboxError } from "../errors";
import { invalidOption, type ProcessRequest } from "../platform";
import { unfitOption } from "./optionChecks";
import { nameFault } from "./processName";
import type { ProcessOptions } from "./types";

/**
 * Makes a fresh request each time, as the SDK changes the one that it is given. Vite refuses names
 * that it does not know, so it is told those of the previews, of ports that are to come as well.
 */
export function requestOf(options: ProcessOptions, previewUrl?: string): ProcessRequest {
  const { name, command, workingDir, timeout } = options;
  const env = previewUrl
    ? { __VITE_ADDITIONAL_SERVER_ALLOWED_HOSTS: siblingsOf(previewUrl), ...options.env }
    : options.env;
  const { restartOnFailure, maxRestarts, keepAlive, stdin } = options;
  const given = { name, command, workingDir, env, timeout };
  // Copies `env` as well, and leaves out what is undefined.
  const copy: ProcessRequest = JSON.parse(
    JSON.stringify({ ...given, restartOnFailure, maxRestarts, keepAlive, stdin }),
  );
  return copy;
}

/** `.preview.bl.run` for the host `abc.preview.bl.run`; a host without a parent of its own stays itself. */
const siblingsOf = (url: string) => new URL(url).hostname.replace(/^[^.]+(?=\.[^.]+\.)/, "");

/** What is wrong with the options, before anything is asked of the server. */
export function faultIn(options: ProcessOptions): SandboxError | undefined {
  const { name, command } = options;
  const fault = nameFault(name);
  if (fault) return fault;
  if (typeof command !== "string" || command.trim() === "") {
    return invalidOption(
      `The process "${name}" has no command.`,
      'Give it one, for instance `command: "npm run dev"`.',
    );
  }
  const unfit = unfitOption(options);
  return (
    unfit && invalidOption(`\`${unfit[0]}\` of "${name}" cannot be used.`, `Give ${unfit[1]}.`)
  );
}
