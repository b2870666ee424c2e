import { spawn } from "node:child_process";
import { constants } from "node:os";

/** What asks this process to stop. */
export const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs a command with more variables in its environment, and passes on what asks to stop; resolves with
 * its exit code, which is 128 and the signal's number after a signal, as in a shell. Rejects if it
 * cannot be started.
 */
export async function runCommand(
  [file, ...args]: readonly [string, ...string[]],
  env: Record<string, string>,
): Promise<number> {
  const child = spawn(file, args, { stdio: "inherit", env: { ...process.env, ...env } });
  const passOn = (signal: NodeJS.Signals) => {
    // A terminal has sent its Ctrl-C to the command as well.
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of STOP_SIGNALS) process.on(signal, passOn);
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => {
        resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
      });
    });
  } finally {
    for (const signal of STOP_SIGNALS) process.off(signal, passOn);
  }
}
