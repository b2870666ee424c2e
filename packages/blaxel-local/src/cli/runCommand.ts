import { spawn } from "node:child_process";
import { constants } from "node:os";

/**
 * Runs a command with more variables in its environment; resolves with its exit code, which is
 * 128 and the signal's number after a signal, as in a shell. Rejects if it cannot be started.
 */
export function runCommand(
  [file, ...args]: readonly [string, ...string[]],
  env: Record<string, string>,
  stopped: Promise<NodeJS.Signals>,
): Promise<number> {
  const child = spawn(file, args, { stdio: "inherit", env: { ...process.env, ...env } });
  void stopped.then((signal) => {
    // A terminal has sent its Ctrl-C to the command as well.
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}
