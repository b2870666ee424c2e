import { spawn, type ChildProcess } from "node:child_process";
import { closeSync } from "node:fs";
import type { Writable } from "node:stream";
import { setLimit, type GroupGuard } from "./groupGuard";

/** How a run ended: its exit code, `-1` after a signal, as Go reports it. */
export type ExitCode = number;

export interface GroupOptions {
  /** The shell's words, the command line last. */
  words: readonly string[];
  cwd: string;
  env: Record<string, string>;
  /** Descriptors to write to. Closed here in any case. */
  stdout: number;
  stderr: number;
  stdin: boolean;
  guard: GroupGuard;
  /** See `setLimit`. */
  limit: string;
}

/**
 * Waits for a word on descriptor 3 before it becomes the command: by then the guard knows the group.
 * A server that dies in between leaves a closed pipe, and nothing starts.
 */
const GATE = 'read -r _ <&3 || exit 1; exec 3<&-; exec "$0" "$@"';

/** One run of a command: a process group led by the shell. */
export class ProcessGroup {
  readonly pid: number;
  readonly stdin: Writable | undefined;
  readonly exited: Promise<ExitCode>;
  readonly #guard: GroupGuard;
  #leaderGone = false;
  #gone = false;

  private constructor(child: ChildProcess, pid: number, guard: GroupGuard) {
    this.pid = pid;
    this.stdin = child.stdin ?? undefined;
    this.#guard = guard;
    this.exited = new Promise((resolve) => {
      child.once("exit", (code, signal) => {
        this.#leaderGone = true;
        if (!this.isAlive()) this.#forget();
        resolve(signal === null ? (code ?? 1) : -1);
      });
    });
  }

  /** Starts the group. Rejects with the reason when the system refuses to. */
  static async start(options: GroupOptions): Promise<ProcessGroup> {
    const { guard, stdout, stderr } = options;
    try {
      const child = spawn(
        "/bin/sh",
        ["-c", `${setLimit(options.limit)}; ${GATE}`, ...options.words],
        {
          cwd: options.cwd,
          env: options.env,
          detached: true,
          stdio: [options.stdin ? "pipe" : "ignore", stdout, stderr, "pipe"],
        },
      );
      const { pid } = child;
      if (pid === undefined) throw await new Promise<Error>((fail) => child.once("error", fail));
      guard.add(pid);
      const group = new ProcessGroup(child, pid, guard);
      const gate = child.stdio[3];
      if (gate && "end" in gate) {
        // A group that is killed while it waits takes its end of the pipe along.
        gate.on("error", () => undefined);
        gate.end("go\n");
      }
      return group;
    } finally {
      closeSync(stdout);
      closeSync(stderr);
    }
  }

  /**
   * Signals the whole group. False when no process is left: the system may give the id to
   * another group then, so it is never tried again.
   */
  signal(signal: "SIGTERM" | "SIGKILL"): boolean {
    return this.#send(signal);
  }

  /** Whether anything of the group still runs, background children included. */
  isAlive(): boolean {
    return this.#send(0);
  }

  #send(signal: "SIGTERM" | "SIGKILL" | 0): boolean {
    if (this.#gone) return false;
    try {
      process.kill(-this.pid, signal);
      return true;
    } catch {
      // ESRCH: the group is empty. (EPERM cannot be: they are our own processes.)
      if (this.#leaderGone) this.#forget();
      return false;
    }
  }

  #forget(): void {
    this.#gone = true;
    this.#guard.remove(this.pid);
  }
}
