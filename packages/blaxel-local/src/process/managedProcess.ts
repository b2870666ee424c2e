import { messageOf } from "../nodeErrors";
import { Journal, type StreamName } from "./journal";
import type { OutputFile } from "./outputFile";
import type { ExitCode, ProcessGroup } from "./processGroup";
import type { ProcessSpec, ProcessStatus } from "./processSpec";
import { ProcessStdin } from "./processStdin";
import type { RunEnd } from "./runEnd";
import type { Profile } from "../profile";
import { Tailer } from "./tailer";

/** What a process needs from the sandbox around it. */
export interface ProcessHost {
  profile: Profile;
  /** How long a failed process rests before it is started again, in milliseconds. */
  restartPauseMs: number;
  startGroup(spec: ProcessSpec, files: Record<StreamName, OutputFile>): Promise<ProcessGroup>;
  exited(group: ProcessGroup): void;
}

/** A stop or kill that the real server refuses, in its words. */
export class SignalRefused extends Error {
  override readonly name = "SignalRefused";
}

/**
 * One process through all its runs, with the lifecycle of either profile. The rows of the table of
 * stop and kill, and what `failed` means while a restart is due, are decided here and nowhere else.
 */
export class ManagedProcess {
  readonly spec: ProcessSpec;
  readonly files: Record<StreamName, OutputFile>;
  readonly journal = new Journal();
  readonly stdin = new ProcessStdin();
  /** The id that clients see: that of the first run's shell. */
  readonly pid: string;
  /** Resolves at the final exit, with no restart to come. */
  readonly finished: Promise<void>;

  status: ProcessStatus = "running";
  exitCode = 0;
  startedAt = new Date();
  completedAt: Date | undefined;
  restartCount = 0;
  keepAlive: boolean;
  isFinished = false;
  /** How each run ended, oldest first. */
  readonly #ends: RunEnd[] = [];

  readonly #host: ProcessHost;
  #finish: () => void = () => undefined;
  #group: ProcessGroup;
  #tailer: Tailer;
  #runExited = false;
  #requested: "stopped" | "killed" | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #restart: NodeJS.Timeout | undefined;

  constructor(
    spec: ProcessSpec,
    files: Record<StreamName, OutputFile>,
    group: ProcessGroup,
    host: ProcessHost,
  ) {
    this.spec = spec;
    this.files = files;
    this.keepAlive = spec.keepAlive;
    this.pid = String(group.pid);
    this.#host = host;
    this.#group = group;
    this.finished = new Promise((resolve) => (this.#finish = resolve));
    this.#tailer = this.#follow(group, { stdout: 0, stderr: 0 });
  }

  /** The id of the shell that runs now. */
  get groupPid(): number {
    return this.#group.pid;
  }

  /** `DELETE /process/:id`. Throws `SignalRefused`. */
  stop(identifier: string): void {
    if (this.#host.profile === "B") {
      this.#request(identifier, "stopped", "SIGTERM");
      return;
    }
    if (this.status !== "running") throw notRunning(identifier);
    this.#announce("\n[Process is being gracefully terminated]\n");
    this.#group.signal("SIGTERM");
    this.#terminated("stopped");
  }

  /** `DELETE /process/:id/kill`. Throws `SignalRefused`. */
  kill(identifier: string): void {
    if (this.#host.profile === "B") {
      this.#request(identifier, "killed", "SIGKILL");
      return;
    }
    if (!this.#killAtOnce()) {
      throw new SignalRefused(
        `failed to kill process with Identifier ${identifier}: no such process`,
      );
    }
  }

  /** Ends its run as a crash does: what it ran in is gone. */
  lose(): void {
    if (!this.#runExited) this.#group.signal("SIGKILL");
  }

  /** Ends everything at once: the sandbox closes. */
  abandon(): void {
    this.#requested ??= "killed";
    this.#group.signal("SIGKILL");
    if (this.#restart) {
      clearTimeout(this.#restart);
      this.#end();
    }
  }

  /**
   * Says whether and where a stream that begins now is over: in profile A with the run that it
   * meets, in B with the process.
   */
  streamEnd(): () => RunEnd | undefined {
    if (this.#host.profile === "B") {
      return () => (this.isFinished ? this.#ends[this.#ends.length - 1] : undefined);
    }
    const run = this.#ends.length;
    const met = { drainedFrom: 0, end: this.journal.items.length, isFinal: this.isFinished };
    return this.#runExited ? () => met : () => this.#ends[run];
  }

  #killAtOnce(): boolean {
    if (!this.#runExited) this.#announce("\n[Process is being forcefully killed]\n");
    if (!this.#group.signal("SIGKILL")) return false;
    this.#terminated("killed");
    return true;
  }

  /** Profile A writes what it wants at once and lets the exit correct it. */
  #terminated(status: "stopped" | "killed"): void {
    this.status = status;
    if (!this.keepAlive) return;
    this.keepAlive = false;
    clearTimeout(this.#deadline);
  }

  /** Profile B notes the wish and waits for the exit. */
  #request(identifier: string, wish: "stopped" | "killed", signal: "SIGTERM" | "SIGKILL"): void {
    if (this.status !== "running") {
      if (this.#requested) return;
      throw notRunning(identifier);
    }
    if (this.#requested === "killed" || this.#requested === wish) return;
    this.#requested = wish;
    if (!this.#runExited) {
      this.#group.signal(signal);
      return;
    }
    // Between two runs there is no process to signal: this is the end.
    clearTimeout(this.#restart);
    this.status = wish;
    this.#end();
  }

  #announce(text: string): void {
    this.journal.addNotice(text);
    this.journal.notify();
  }

  #follow(group: ProcessGroup, startsAt: Record<StreamName, number>): Tailer {
    const tailer = new Tailer(this.journal, this.files, this.#host.profile, startsAt);
    tailer.start();
    if (group.stdin) this.stdin.open(group.stdin);
    this.#armDeadline();
    void group.exited.then((code) => this.#exited(code));
    return tailer;
  }

  #armDeadline(): void {
    const { timeout } = this.spec;
    // Profile A ends only what it keeps awake for; longer delays than a timer can hold never come.
    if (timeout <= 0 || timeout > 2_000_000) return;
    if (this.#host.profile === "A" && !this.keepAlive) return;
    this.#deadline = setTimeout(() => {
      if (this.#runExited) return;
      if (this.#host.profile === "B") this.#request(this.pid, "killed", "SIGKILL");
      else this.#killAtOnce();
    }, timeout * 1000);
    this.#deadline.unref();
  }

  #exited(code: ExitCode): void {
    this.#host.exited(this.#group);
    clearTimeout(this.#deadline);
    this.#runExited = true;
    this.stdin.lost();
    this.#tailer.stop();
    this.completedAt = new Date();
    this.exitCode = code;
    if (this.#host.profile === "B") this.#settleB(code);
    else this.#settleA(code);
  }

  #settleA(code: ExitCode): void {
    if (code === 0) this.status = "completed";
    else if (this.status === "running") this.status = "failed";
    const again = this.status === "failed" && !this.#requested && this.#mayRestart();
    const notice = this.#restartNotice();
    if (again) {
      this.journal.addNotice(notice);
      this.files.stdout.append(notice);
      this.restartCount++;
    }
    this.#drain(!again);
    this.journal.notify();
    // The next run's follower starts at the head of the files: what came before appears again.
    if (again) this.#restartLater({ stdout: 0, stderr: 0 });
    else this.#end();
  }

  #settleB(code: ExitCode): void {
    this.#drain(true);
    this.status = this.#requested ?? (code === 0 ? "completed" : "failed");
    if (this.status !== "failed" || !this.#mayRestart()) {
      this.#end();
      return;
    }
    this.status = "running";
    const { stdout, stderr } = this.files;
    const offset = stdout.size();
    stdout.append(this.#restartNotice());
    this.journal.add("restart", stdout, offset, stdout.size() - offset, false);
    this.journal.notify();
    this.#restartLater({ stdout: stdout.size(), stderr: stderr.size() });
  }

  #drain(isFinal: boolean): void {
    const drainedFrom = this.journal.items.length;
    this.#tailer.drain();
    this.#ends.push({ drainedFrom, end: this.journal.items.length, isFinal });
  }

  #mayRestart(): boolean {
    const { restartOnFailure, maxRestarts } = this.spec;
    return restartOnFailure && (maxRestarts < 0 || this.restartCount < maxRestarts);
  }

  #restartNotice(): string {
    const { maxRestarts } = this.spec;
    const limit = maxRestarts < 0 ? "unlimited" : maxRestarts;
    const attempt = `${this.restartCount + 1}/${limit}`;
    return `\n[Process failed with exit code ${this.exitCode}. Attempting restart ${attempt}...]\n`;
  }

  #restartLater(startsAt: Record<StreamName, number>): void {
    this.#restart = setTimeout(() => {
      this.#restart = undefined;
      void this.#runAgain(startsAt);
    }, this.#host.restartPauseMs);
  }

  async #runAgain(startsAt: Record<StreamName, number>): Promise<void> {
    try {
      this.#group = await this.#host.startGroup(this.spec, this.files);
    } catch (error) {
      const reason = messageOf(error);
      this.files.stdout.append(`\n[Failed to restart process: ${reason}]\n`);
      this.#drain(true);
      this.status = this.#requested ?? "failed";
      this.#end();
      return;
    }
    this.#runExited = false;
    if (this.#host.profile === "B") this.restartCount++;
    this.status = "running";
    this.startedAt = new Date();
    this.completedAt = undefined;
    this.exitCode = 0;
    this.#tailer = this.#follow(this.#group, startsAt);
    // A client may have asked for the end while the system was starting it.
    if (this.#requested) this.#group.signal(this.#requested === "killed" ? "SIGKILL" : "SIGTERM");
  }

  #end(): void {
    if (this.isFinished) return;
    this.isFinished = true;
    if (this.#host.profile === "B") this.keepAlive = false;
    for (const file of [this.files.stdout, this.files.stderr]) {
      file.releaseHead();
      file.settle();
    }
    this.journal.notify();
    this.#finish();
  }
}

const notRunning = (identifier: string) =>
  new SignalRefused(`process with Identifier ${identifier} is not running`);
