import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/**
 * Lives as long as its standard input is open, that is as long as the server, and however that ends:
 * then it kills every process group it knows, every process that carries the sandbox's mark in its
 * environment (one that left its group), and removes the sandbox's temporary folder.
 */
const SCRIPT = `
mark=$1 folder=$2 groups=
while read -r change group; do
  if [ "$change" = + ]; then groups="$groups $group"; continue; fi
  left=
  for known in $groups; do [ "$known" = "$group" ] || left="$left $known"; done
  groups=$left
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
if [ -r /proc/self/environ ]; then
  for file in $(grep -lasF "$mark" /proc/[0-9]*/environ 2>/dev/null); do
    pid=\${file#/proc/}; pid=\${pid%/environ}
    [ "$pid" = $$ ] || kill -s KILL "$pid" 2>/dev/null
  done
else
  ps -AEww -o pid=,command= 2>/dev/null | grep -F "$mark" | while read -r pid rest; do
    case $rest in *groups=*|grep*) ;; *) kill -s KILL "$pid" 2>/dev/null ;; esac
  done
fi
case $folder in */blaxel-sandbox-*) rm -rf "$folder" ;; esac
`;

/**
 * Sees to it that a sandbox's processes never outlive the server, not even one that is killed. It is
 * a shell of its own rather than a parent of the processes, so their ids, signals and exit codes
 * stay their own.
 */
export class GroupGuard {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  /** `mark` is a `NAME=value` of the processes' environment, `folder` is removed at the end. */
  constructor(mark: string, folder: string) {
    this.#child = spawn("/bin/sh", ["-c", SCRIPT, "blaxel-local-guard", mark, folder], {
      // Its own group: a Ctrl-C at the terminal must not take it along.
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
      env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin" },
    });
    this.#exited = once(this.#child, "exit");
    // The guard ends before its input only if another process kills it: there is nothing to report.
    this.#child.stdin?.on("error", () => undefined);
    this.#child.unref();
  }

  add(group: number): void {
    this.#child.stdin?.write(`+ ${group}\n`);
  }

  remove(group: number): void {
    this.#child.stdin?.write(`- ${group}\n`);
  }

  /** Lets the guard do its work now. */
  async close(): Promise<void> {
    this.#child.ref();
    this.#child.stdin?.end();
    await this.#exited;
  }
}
