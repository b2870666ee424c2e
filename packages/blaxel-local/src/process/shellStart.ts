import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { basename, join } from "node:path";
import type { GroupGuard } from "./groupGuard";
import { StartRefused } from "./startRefused";

/** How a terminal's shell is started. */
export interface ShellStart {
  words: readonly string[];
  cwd: string;
  env: Record<string, string>;
  /** Is to know of the shell, so that it never outlives the server. */
  guard: GroupGuard;
}

const KNOWN_SHELLS = ["/bin/zsh", "/bin/bash", "/bin/sh", "/bin/ash"];

/**
 * The path of the shell that a terminal runs: the one asked for, `$SHELL`, or one that most systems have.
 * `outside` is where the server finds a path of the sandbox. Rejects in Go's words if there is none.
 */
export async function interactiveShell(
  asked: string,
  env: Readonly<Record<string, string>>,
  outside: (path: string) => string,
): Promise<string> {
  const isThere = (path: string) =>
    access(outside(path), constants.X_OK).then(
      () => true,
      () => false,
    );
  const isNamed = asked !== "" && !asked.includes("/");
  const candidates = isNamed
    ? (env["PATH"] ?? "").split(":").map((folder) => join(folder, asked))
    : asked === ""
      ? [...(env["SHELL"] ? [env["SHELL"]] : []), ...KNOWN_SHELLS]
      : [asked];
  for (const path of candidates) if (await isThere(path)) return path;
  throw new StartRefused(
    isNamed
      ? `exec: "${asked}": executable file not found in $PATH`
      : `fork/exec ${asked || "/bin/sh"}: no such file or directory`,
  );
}

const WITHOUT_STARTUP_FILES: Readonly<Record<string, readonly string[]>> = {
  bash: ["--norc"],
  zsh: ["-f"],
};

/**
 * The words that start a shell which leaves the start-up files of `$HOME` alone: in a sandbox without a
 * home of its own they are the developer's, written for another terminal, and may take long or ask.
 */
export const withoutStartupFiles = (shell: string): string[] => [
  shell,
  ...(WITHOUT_STARTUP_FILES[basename(shell)] ?? []),
];
