import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { text } from "node:stream/consumers";

/** How the processes that serve a sandbox are told from all others, so that they end with it. */
export interface Mark {
  /** Words of `sh` that set it. */
  command: string;
  env: Readonly<Record<string, string>>;
}

/** Starts a program in a group of its own, with the mark of a sandbox. */
export function spawnMarked(
  mark: Mark,
  words: readonly string[],
  stdio: StdioOptions,
): ChildProcess {
  const child = spawn("/bin/sh", ["-c", `${mark.command}; exec "$0" "$@"`, ...words], {
    cwd: "/",
    detached: true,
    env: { PATH: process.env["PATH"] ?? "/usr/sbin:/usr/bin:/sbin:/bin", ...mark.env },
    stdio,
  });
  // What it could not be given, its end tells.
  for (const stream of child.stdio) stream?.on("error", () => undefined);
  return child;
}

/** The error of a program that has ended too early, with what it complained of. */
export async function endedEarly(name: string, child: ChildProcess): Promise<Error> {
  const said = child.stderr ? (await text(child.stderr)).trim() : "";
  const [last = "it ended"] = said.split("\n").slice(-1);
  return new Error(`${name}: ${last || "it ended"}`);
}
