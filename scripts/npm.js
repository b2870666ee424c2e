import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Settings that keep npm, and what it starts, from reporting and advertising. */
export const quiet = {
  NEXT_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
  npm_config_audit: "false",
  npm_config_fund: "false",
};

/** Runs npm to its end and gives what it printed; that is shown only if it fails. */
export async function npm(args, cwd, env = {}) {
  const path = process.env.npm_execpath;
  const [command, before] = path ? [process.execPath, [path]] : ["npm", []];
  const options = {
    cwd,
    env: { ...process.env, ...quiet, ...env },
    maxBuffer: 1e8,
    shell: !path && process.platform === "win32",
  };
  try {
    return (await promisify(execFile)(command, [...before, ...args], options)).stdout;
  } catch (error) {
    throw new Error(`npm ${args.join(" ")} failed:\n${error.stdout}\n${error.stderr}`, {
      cause: error,
    });
  }
}
