import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TemporaryFolder } from "../temporaryFolder";

/**
 * Makes `limit` the number of file locks that a shell and all that come from it may hold. Linux
 * enforces it no more, but passes it on to every child, also to one that clears its environment and
 * leaves its session, as a daemon does: no program has a reason to change it. Shells call it by
 * different letters; where there is none, the environment has to do.
 */
export const setLimit = (limit: string) =>
  `ulimit -S -w ${limit} 2>/dev/null || ulimit -S -x ${limit} 2>/dev/null`;

/**
 * Lives as long as its standard input is open, that is as long as the server, and however that ends:
 * then it kills every process group it knows and every process with one of the sandbox's marks (one
 * that left its group), and removes the sandbox's temporary folder. It takes
 * off the mark of a sandbox that the server itself runs in, which would end both at once.
 */
const SCRIPT = `
${setLimit("unlimited")}
folder=$1 limit=$2 groups=
while read -r change group; do
  if [ "$change" = + ]; then groups="$groups $group"; continue; fi
  left=
  for known in $groups; do [ "$known" = "$group" ] || left="$left $known"; done
  groups=$left
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
"$3" "$4" "$folder" "$limit" || exit 1
rm -rf "$folder"
exit 0
`;

/** Beside this file in the source, beside the bundle in the package. */
function endMarkedFile(): string {
  const folder = dirname(fileURLToPath(import.meta.url));
  const source = join(folder, "endMarked.mjs");
  return existsSync(source) ? source : join(folder, "end-marked.js");
}

/**
 * Sees to it that a sandbox's processes never outlive the server, not even one that is killed. It is
 * a shell of its own rather than a parent of the processes, so their ids, signals and exit codes
 * stay their own.
 */
export class GroupGuard {
  readonly #folder: TemporaryFolder;
  readonly #groups = new Set<number>();
  #child: ChildProcess;
  #done: Promise<boolean>;

  /**
   * `folder` is removed at the end. The processes have its path in `BLAXEL_LOCAL_SANDBOX` and its
   * number as a limit.
   */
  constructor(folder: TemporaryFolder) {
    this.#folder = folder;
    [this.#child, this.#done] = this.#start();
  }

  add(group: number): void {
    this.#groups.add(group);
    this.#child.stdin?.write(`+ ${group}\n`);
  }

  remove(group: number): void {
    this.#groups.delete(group);
    this.#child.stdin?.write(`- ${group}\n`);
  }

  /** Lets the guard do its work now. Rejects if it cannot. */
  async close(): Promise<void> {
    // Another process may have killed it, so that one more has to do its work.
    for (let attempt = 0; attempt < 3; attempt++) {
      this.#child.ref();
      this.#child.stdin?.end();
      if (await this.#done) return;
      [this.#child, this.#done] = this.#start();
    }
    this.#child.stdin?.end();
    throw new Error(`The processes of a sandbox could not be ended; ${this.#folder.path} is left.`);
  }

  #start(): [ChildProcess, Promise<boolean>] {
    const { path, number } = this.#folder;
    const names = ["blaxel-local-guard", path, number, process.execPath, endMarkedFile()];
    const child = spawn("/bin/sh", ["-c", SCRIPT, ...names], {
      // Its own group: a Ctrl-C at the terminal must not take it along.
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
      env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin" },
    });
    // It ends before its input only if another process kills it: `close` finds out.
    child.stdin?.on("error", () => undefined);
    child.unref();
    for (const group of this.#groups) child.stdin?.write(`+ ${group}\n`);
    const done = new Promise<boolean>((resolve) => {
      child.once("error", () => resolve(false));
      child.once("exit", (code) => resolve(code === 0));
    });
    return [child, done];
  }
}
