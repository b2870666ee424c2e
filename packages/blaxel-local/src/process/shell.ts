import { basename } from "node:path";

/** Shells that do not read what `sh -c` reads. */
const OTHER_LANGUAGES = new Set(["fish", "nu", "pwsh", "csh", "tcsh", "xonsh", "elvish", "rc"]);

/** The words that run a command line, as on the real server: `$SHELL`, then `$SHELL_ARGS`. */
export function shellWords(env: NodeJS.ProcessEnv): string[] {
  const shell = env["SHELL"] ?? "";
  const args = (env["SHELL_ARGS"] ?? "").split(/\s+/).filter(Boolean);
  // A developer's own login shell may be one in which no command written for a sandbox would run.
  const usable = shell !== "" && !OTHER_LANGUAGES.has(basename(shell));
  return [usable ? shell : "sh", ...(args.length > 0 ? args : ["-c"])];
}
