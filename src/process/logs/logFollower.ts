import { createEmitter, isAwake, onAwake } from "../../core";
import type { SandboxError } from "../../errors";
import type { SessionStore } from "../../session";
import { LogBuffer } from "./logBuffer";
import { LogReader } from "./logReader";
import { followLog, type ProcessOutcome } from "./logStream";
import { IdleTimeout } from "./idleTimeout";
import type { LogStatus, LogLimit } from "./types";

/** Whether a run is over, and what its output ended with. */
interface RunEnds {
  readonly isOver: boolean;
  readonly stdout: string | undefined;
  readonly stderr: string | undefined;
}

/** What a follower needs to know of the process whose log it reads. */
export interface FollowerHost {
  readonly store: SessionStore;
  newer(): boolean;
  urgent(): boolean;
  /** One question to the server; `undefined` if it does not know the process any more. */
  inspect(signal: AbortSignal): Promise<RunEnds | undefined>;
  /** The server said that it starts the process again, for the how-manieth time. */
  onRestart(count: number): void;
  /** The log is read to its end. */
  onEnd(): void;
}

/** Keeps one log stream open while it is wanted and the user may see the page. */
export class LogFollower {
  readonly #host: FollowerHost;
  #buffer: LogBuffer;
  #reader: LogReader;
  readonly #idle = new IdleTimeout();
  #pid: string | undefined;
  /** It was looked for in vain, or could not be looked for. */
  #miss: { readonly error: SandboxError | undefined } | undefined;
  #wanted = false;
  #status: LogStatus = "idle";
  #error: SandboxError | undefined;
  #run: AbortController | undefined;
  #stopWatching: (() => void) | undefined;
  readonly #changes = createEmitter();

  constructor(host: FollowerHost) {
    this.#host = host;
    this.#buffer = new LogBuffer();
    this.#reader = new LogReader(this.#buffer, host.onRestart);
  }

  get buffer(): LogBuffer {
    return this.#buffer;
  }

  get status(): LogStatus {
    return this.#status;
  }

  get error(): SandboxError | undefined {
    return this.#error;
  }

  /** Notifies the listener of another status or another buffer, not of lines. */
  subscribe(listener: () => void): () => void {
    return this.#changes.subscribe(listener);
  }

  /** Notifies the listener of new lines too, at most once a frame. Opens nothing. */
  onLines = (listener: () => void): (() => void) => {
    let { buffer } = this;
    let stopLines = buffer.subscribe(listener);
    const stopStatus = this.subscribe(() => {
      if (buffer !== this.buffer) {
        stopLines();
        ({ buffer } = this);
        stopLines = buffer.subscribe(listener);
      }
      listener();
    });
    return () => {
      stopLines();
      stopStatus();
    };
  };

  /** Another run, whose log begins or goes on. */
  follow(pid: string): void {
    if (pid === this.#pid) return;
    this.#stop();
    if (this.#pid !== undefined) this.#reader.newRun();
    this.#pid = pid;
    this.#miss = undefined;
    this.#set("idle");
    this.#apply();
  }

  /** There is no run to follow yet, as far as could be found out. */
  miss(error?: SandboxError): void {
    this.#miss = { error };
    this.#apply();
  }

  /** Whether a component reads the lines, or waits for the end of the process. */
  want(wanted: boolean): void {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    if (wanted) this.#stopWatching = onAwake(() => this.#apply());
    else this.#stopWatching?.();
    this.#apply();
  }

  /** Whether a component reads the lines, and not only waits for the end. */
  attend(attended: boolean): void {
    this.#idle.attend(attended);
  }

  /** Whether the log is being read, or about to be. */
  get isOpen(): boolean {
    return this.#run !== undefined;
  }

  /** Waits no longer to try again, nor for a connection that may be dead: there is news. */
  hurry(): void {
    this.#idle.check();
    if (this.#status !== "waiting") return;
    this.#stop();
    this.#apply();
  }

  /** Starts over with nothing, for instance because no component needs the old lines any more. */
  reset(limit?: LogLimit): void {
    this.#stop();
    this.#pid = this.#miss = undefined;
    this.#buffer = new LogBuffer(limit);
    this.#reader = new LogReader(this.#buffer, this.#host.onRestart);
    this.#set("idle");
  }

  #apply(): void {
    const open = this.#wanted && this.#pid !== undefined && isAwake();
    if (!open) {
      if (this.#status === "ended") return;
      this.#stop();
      this.#rest();
    } else if (!this.#run && this.#status !== "ended") {
      void this.#start(this.#pid ?? "");
    }
  }

  #rest(): void {
    const miss = this.#wanted ? this.#miss : undefined;
    if (this.#wanted && !isAwake()) this.#set("paused");
    else if (miss) this.#set(miss.error ? "waiting" : "absent", miss.error);
    else this.#set("idle");
  }

  async #start(pid: string): Promise<void> {
    const run = new AbortController();
    this.#run = run;
    await followLog(
      {
        store: this.#host.store,
        reader: this.#reader,
        idle: this.#idle,
        pid: () => pid,
        newer: () => this.#host.newer(),
        urgent: () => this.#host.urgent(),
        inspect: (signal) => this.#inspect(signal),
        onState: (state, error) => {
          if (this.#run === run) this.#set(state, error);
        },
      },
      run.signal,
    );
    if (this.#run !== run) return;
    this.#run = undefined;
    if (this.#status === "ended") this.#host.onEnd();
  }

  async #inspect(signal: AbortSignal): Promise<ProcessOutcome> {
    const ends = await this.#host.inspect(signal);
    if (!ends) {
      this.#reader.forget();
      return "gone";
    }
    if (!ends.isOver) return "alive";
    return this.#reader.hasAll(ends) ? "complete" : "incomplete";
  }

  #stop(): void {
    this.#run?.abort();
    this.#run = undefined;
  }

  #set(status: LogStatus, error?: SandboxError): void {
    if (status === this.#status && error === this.#error) return;
    this.#status = status;
    this.#error = error;
    this.#changes.emit();
  }
}
