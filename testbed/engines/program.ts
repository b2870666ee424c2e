import { spawn, type ChildProcess } from "node:child_process";

/** A program that runs, and all that it has started. */
export interface Program {
  /** Ends when the program does. Its descriptor 3 is a pipe that the program may write to. */
  readonly group: ChildProcess;
  /** Ends it and all that it has started. */
  end(): Promise<void>;
}

/**
 * A shell that asks the program to end when its own input ends: at the latest when the process that
 * holds the other side is gone, however that came about. What is left of the group then is killed.
 */
const GROUP = `exec 4<&0
"$@" &
program=$!
(read -r _ <&4; kill $program; sleep 5; kill -9 0) &
wait $program
kill -9 0`;

/** Starts a program that does not outlive this process. */
export function startProgram(
  path: string,
  args: readonly string[],
  env: Record<string, string>,
): Program {
  const group = spawn("/bin/sh", ["-c", GROUP, "sh", path, ...args], {
    env,
    stdio: ["pipe", "ignore", "ignore", "pipe"],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => group.once("exit", () => resolve()));
  return {
    group,
    async end() {
      group.stdin?.end();
      await ended;
    },
  };
}
