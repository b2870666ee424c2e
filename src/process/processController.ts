import { toSandboxError } from "../sandbox";
import { backoffDelay, createEmitter } from "../core";
import type { SessionStore } from "../session";
import { Claims, type ProcessClaim } from "./claims";
import { Lifecycle } from "./lifecycle";
import { LogFollower, delay, type LogLine, type Verdict } from "./logs";
import type { ProcessAnswer } from "./processAnswer";
import { lookUp, lookUpPorts, sendInput } from "./processCalls";
import { notRunning } from "./processErrors";
import type { ProcessOptions } from "./processOptions";
import type { ListeningPort, ProcessState } from "./processState";
import { Reports } from "./reports";

/** How often somebody who only reads looks whether the process is there. */
const ATTACH = { firstMs: 1_000, capMs: 5_000 };
/** Pauses before what has failed for a passing reason is tried again. */
const RETRY = { baseMs: 2_000, capMs: 60_000 };

/** One process of one session, shared by everything on the page that has to do with it. */
export class ProcessController {
  readonly name: string;
  readonly logs: LogFollower;
  readonly #store: SessionStore;
  readonly #claims = new Claims(() => this.#onClaims());
  readonly #life: Lifecycle;
  readonly #changes = createEmitter();
  readonly #reports: Reports;
  #logReaders = 0;
  #begunWith: string | undefined;
  #leadingCommand: string | undefined;
  #stopOnRelease = false;
  #isToldToEnd = false;
  #releasing: ReturnType<typeof setTimeout> | undefined;
  #leaveSession: (() => void) | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #retries = 0;

  readonly #onChange: () => void;

  constructor(store: SessionStore, name: string, onChange: () => void) {
    this.#store = store;
    this.name = name;
    this.#onChange = onChange;
    this.logs = new LogFollower({
      store,
      newer: () => this.#life.answer?.newer ?? false,
      urgent: () => this.#life.state.status === "starting",
      inspect: (signal) => this.#inspect(signal),
      onRestart: (count) => this.#life.restartNoticed(count),
      onEnd: () => this.#reports.flush(),
    });
    this.#reports = new Reports({
      told: () => this.#claims.active(),
      recentLines: (count) => this.recentLines(count),
      onEndTold: () => this.#afterEnd(),
    });
    this.#life = new Lifecycle({
      store,
      name,
      options: () => this.#claims.options,
      nextOutput: (signal) => this.#nextOutput(signal),
      onState: () => this.#onState(),
      onRun: ({ pid }) => this.logs.follow(pid),
      onError: (error) => this.#reports.error(error),
      onSettled: () => {
        this.#attach();
        this.#releaseSoon();
      },
    });
  }

  getSnapshot = (): ProcessState => this.#life.state;

  /** Tells the listener of another state. */
  subscribe = (listener: () => void): (() => void) => {
    const stopListening = this.#changes.subscribe(listener);
    clearTimeout(this.#releasing);
    return () => {
      stopListening();
      this.#releaseSoon();
    };
  };

  /** Keeps the log stream open, and tells the listener of changes in it, at most once a frame. */
  subscribeLogs = (listener: () => void): (() => void) => {
    this.#logReaders++;
    this.#retain();
    const stopListening = this.logs.onLines(listener);
    this.#attach();
    return () => {
      stopListening();
      this.#logReaders--;
      this.#releaseSoon();
    };
  };

  /** The last lines that are there. */
  recentLines(count: number): readonly LogLine[] {
    const { buffer } = this.logs;
    return buffer.slice(Math.max(0, buffer.length - count));
  }

  /** Asks what the process listens on now. */
  async listeningPorts({ signal }: { signal: AbortSignal }): Promise<readonly ListeningPort[]> {
    const { answer } = this.#life;
    return answer ? lookUpPorts(this.#store, answer.pid, signal) : [];
  }

  /** What one component has to do with the process. */
  claim(): ProcessClaim {
    return this.#claims.add(this);
  }

  /** Whether anybody said how to start it, and wants it to be there. */
  get canStart(): boolean {
    return this.#claims.options !== undefined;
  }

  /** Whether another component wants another command to run under this name, and came first. */
  disagreesWith(command: string): boolean {
    const leading = this.#claims.leadingCommand;
    return leading !== undefined && leading !== command;
  }

  start = (): Promise<void> => this.#begin({ isWish: true });

  stop = (): Promise<void> => this.#end("stop");

  kill = (): Promise<void> => this.#end("kill");

  restart = (): Promise<void> => this.#begin({ isWish: true, anew: true });

  write = async (data: string | Uint8Array<ArrayBuffer>): Promise<void> =>
    sendInput(this.#store, this.#pidOrThrow(), data);

  closeStdin = async (): Promise<void> => sendInput(this.#store, this.#pidOrThrow());

  #pidOrThrow(): string {
    const { answer, state } = this.#life;
    if (!answer || state.status === "exited") throw notRunning(this.name);
    return answer.pid;
  }

  #onClaims(): void {
    const { options } = this.#claims;
    const leading = this.#claims.leadingCommand;
    // Only then can another reader agree or disagree: telling all of each claim would be quadratic.
    if (leading !== this.#leadingCommand) {
      this.#leadingCommand = leading;
      this.#changes.emit();
    }
    if (!options) {
      // A component that is disabled says so with each render.
      if (this.#begunWith !== undefined && this.#claims.size > 0) this.#rest();
      this.#releaseSoon();
      return;
    }
    this.#take(options);
    if (options.command === this.#begunWith) return;
    if (!this.#store.enabled && this.#store.getSnapshot().status !== "error") return;
    void this.#begin({ isWish: false });
  }

  #take({ stopOnUnmount = false }: ProcessOptions): void {
    this.#stopOnRelease = stopOnUnmount;
    this.#retain();
  }

  async #begin(how: { isWish: boolean; anew?: boolean }): Promise<void> {
    const { options } = this.#claims;
    if (!options) return;
    this.#take(options);
    this.#isToldToEnd = false;
    const isNew = options.command !== this.#begunWith && !this.#life.answer;
    if (isNew) this.logs.reset(options.logLimit);
    this.#begunWith = options.command;
    await this.#life.begin(how);
  }

  async #end(how: "stop" | "kill"): Promise<void> {
    // For a component that is disabled this is no reason to start.
    this.#begunWith ??= this.#claims.options?.command;
    this.#isToldToEnd = true;
    await this.#life.end(how);
    this.#afterEnd();
  }

  /** What its user has asked for keeps a component that is disabled in the game until the end is told. */
  #afterEnd(): void {
    const { busy, state } = this.#life;
    const isOver = state.status === "exited" || state.status === "idle";
    if (this.#isToldToEnd && isOver && !busy && !this.#reports.keepsEnd) {
      this.#isToldToEnd = false;
      this.#claims.endActs();
    }
    this.#wantStream();
  }

  /** Looks for the process without starting it, for those who only read. */
  #attach(): void {
    const { answer, busy, state } = this.#life;
    const isWanted = this.#logReaders > 0 && !this.#claims.options;
    if (!isWanted || answer || busy || state.status !== "idle") return;
    void this.#life.attempt(async (signal) => {
      for (let pause = ATTACH.firstMs; !signal.aborted; pause = Math.min(ATTACH.capMs, pause * 2)) {
        const found = await this.#lookUp(signal);
        if (found) {
          this.#life.adopt(found);
          return;
        }
        await delay(pause, signal);
      }
    });
  }

  /** `undefined` as well where asking again may help. */
  async #lookUp(signal: AbortSignal): Promise<ProcessAnswer | undefined> {
    try {
      return await lookUp(this.#store, this.name, signal);
    } catch (error) {
      if (!signal.aborted && toSandboxError(error, "looking for the process").retryable) return;
      throw error;
    }
  }

  async #inspect(signal: AbortSignal): Promise<Verdict> {
    const answer = await this.#life.inspect(signal);
    const { reader } = this.logs;
    if (!answer) {
      reader.forget();
      return "gone";
    }
    if (!this.#life.isOver) return "alive";
    return reader.hasAll(answer) ? "complete" : "incomplete";
  }

  #nextOutput(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.logs.buffer.subscribe(() => {
        stop();
        resolve();
      });
      signal.addEventListener("abort", stop, { once: true });
    });
  }

  #onState(): void {
    const { state } = this.#life;
    clearTimeout(this.#retryTimer);
    if (state.status === "error") this.#retryLater();
    else if (state.status !== "starting") this.#retries = 0;
    // Another run may have begun before the last lines of this one were there.
    this.#reports.flush();
    if (state.status === "exited") {
      this.#reports.end(state, { linesMayCome: this.logs.isOpen });
      this.logs.hurry();
    }
    this.#wantStream();
    this.#changes.emit();
    this.#onChange();
  }

  /** The stream tells of the end too, so it is open while anybody cares whether the process lives. */
  #wantStream(): void {
    const { status } = this.#life.state;
    const alive = status !== "idle" && status !== "exited";
    const watched = alive && this.#claims.options !== undefined;
    this.logs.attend(this.#logReaders > 0);
    this.logs.want(this.#logReaders > 0 || watched || this.#reports.keepsEnd);
  }

  /** Nobody wants the process for now: what is known of it may be outdated when somebody does. */
  #rest(): void {
    this.#life.callOff();
    this.#begunWith = undefined;
    this.#wantStream();
  }

  #retain(): void {
    clearTimeout(this.#releasing);
    this.#leaveSession ??= this.#store.subscribe(() => this.#retryIfReady());
    this.#wantStream();
  }

  /** A sandbox may take its time to wake, a network to come back. */
  #retryLater(): void {
    const pause = backoffDelay(this.#retries++, RETRY);
    this.#retryTimer = setTimeout(() => this.#retryIfReady(), pause);
  }

  /** What failed may work by now, or once there is a session. */
  #retryIfReady(): void {
    const { state, busy, answer } = this.#life;
    if (busy || answer || state.status !== "error" || !state.error.retryable) return;
    if (this.#store.peek()) void this.#life.begin({ isWish: false });
  }

  get #isNeeded(): boolean {
    return this.#logReaders > 0 || this.#changes.size > 0 || this.#claims.size > 0;
  }

  /** A task later, as components that swap places, or StrictMode, leave and come back at once. */
  #releaseSoon(): void {
    this.#wantStream();
    clearTimeout(this.#releasing);
    if (!this.#isNeeded) this.#releasing = setTimeout(() => this.#release());
  }

  #release(): void {
    if (this.#isNeeded) return;
    this.#rest();
    // A request to start cannot be called back: its outcome is waited for.
    if (this.#life.busy) return;
    if (this.#stopOnRelease && this.#life.state.status !== "idle") {
      this.#stopOnRelease = false;
      void this.#life.end("stop");
      if (this.#life.busy) return;
    }
    this.#reports.forget();
    this.#life.reset();
    this.logs.reset();
    this.logs.want(false);
    this.#leaveSession?.();
    this.#leaveSession = undefined;
  }
}
