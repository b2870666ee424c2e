import {
  exitOf,
  phaseOf,
  type ListeningPort,
  lookUp,
  lookUpPorts,
  type ProcessAnswer,
  toSandboxError,
} from "../platform";
import { afterPause } from "../core";
import type { SandboxError } from "../errors";
import { endProcess } from "./endProcess";
import type { LifecycleHost } from "./lifecycleHost";
import { exitedUnasked, stillAlive, vanished } from "./processErrors";
import { lookUpByName } from "./processName";
import { faultIn } from "./processOptions";
import { idleState, sameState } from "./processStore";
import type { ProcessState } from "./types";
import { waitForPorts } from "./portWait";
import { RESTART_PAUSE_MS, RestartPause } from "./restartPause";
import { findOrStart } from "./startProcess";

const READY_LIMIT_MS = 120_000;

/** What is known of one process, and everything that changes it. */
export class Lifecycle {
  readonly #host: LifecycleHost;
  #state: ProcessState = idleState;
  #answer: ProcessAnswer | undefined;
  #asked: "stopped" | "killed" | undefined;
  #unheard: SandboxError | undefined;
  /** Asked for by an attempt that may have been called off before it saw the end. */
  #unfinishedEnd: "stop" | "kill" | undefined;
  #attempt: AbortController | undefined;
  #isExplicit = false;
  #settled: Promise<void> | undefined;
  #ports: AbortController | undefined;
  readonly #restartPause = new RestartPause();
  #cancelCheck: (() => void) | undefined;

  constructor(host: LifecycleHost) {
    this.#host = host;
  }

  get state(): ProcessState {
    return this.#state;
  }

  /** The last answer of the server about the run that is followed. */
  get answer(): ProcessAnswer | undefined {
    return this.#answer;
  }

  /** Whether something is under way that must not be forgotten, such as a request to start. */
  get busy(): boolean {
    return this.#settled !== undefined;
  }

  /**
   * Finds the process or starts it. An explicit start is one that the user asked for: a finished
   * `runOnce` does not count then, and no release calls it off. `anew` ends what runs first.
   */
  async begin({ isExplicit, anew }: { isExplicit: boolean; anew?: boolean }): Promise<void> {
    const options = this.#host.options();
    if (!options) return;
    const fault = faultIn(options);
    if (fault) {
      this.#fail(fault);
      return;
    }
    if (anew) this.#unfinishedEnd ??= "stop";
    await this.attempt(async (signal) => {
      if (anew) this.#pause();
      const how = this.#unfinishedEnd;
      // A component that wants the process now must not get one that is about to end.
      const last = how && (await this.#aliveByName(signal));
      if (how && last) await this.#endRun(last.pid, how, signal);
      this.#unfinishedEnd = undefined;
      if (this.#state.status !== "restarting") this.#set({ status: "starting", restartCount: 0 });
      this.adopt(await findOrStart(this.#host.store, options, { force: isExplicit, signal }));
    }, isExplicit);
  }

  /** Ends what runs under this name, even if another client started it. */
  async end(how: "stop" | "kill"): Promise<void> {
    if (this.#state.status === "exited" && !(this.busy && this.#host.options())) return;
    await this.attempt(async (signal) => {
      const isKnown = this.#answer && phaseOf(this.#answer) !== "over";
      const answer = isKnown ? this.#answer : await this.#aliveByName(signal);
      if (!answer) {
        if (this.#state.status !== "exited") this.#set(idleState);
        return;
      }
      this.#ports?.abort();
      this.#unheard = undefined;
      if (!isKnown) this.#host.onRun(answer);
      this.#set({ status: "stopping", pid: answer.pid, restartCount: this.#state.restartCount });
      await this.#endRun(answer.pid, how, signal);
    }, true);
  }

  /** One attempt at a time: a new one calls off the one before, and waits for what cannot be. */
  async attempt(work: (signal: AbortSignal) => Promise<void>, isExplicit = false): Promise<void> {
    this.#attempt?.abort();
    this.#isExplicit = isExplicit;
    const attempt = new AbortController();
    this.#attempt = attempt;
    const before = this.#settled;
    const settled = (async () => {
      await before;
      if (attempt.signal.aborted) return;
      try {
        await work(attempt.signal);
      } catch (error) {
        if (attempt.signal.aborted) return;
        this.#unfinishedEnd = undefined;
        this.#fail(toSandboxError(error, `"${this.#host.name}"`));
      }
    })();
    this.#settled = settled;
    await settled;
    if (this.#settled !== settled) return;
    this.#settled = undefined;
    this.#isExplicit = false;
    this.#host.onSettled();
  }

  /** Stops everything that can be stopped; the process itself is not touched. */
  callOff(): void {
    if (!this.#isExplicit) this.#attempt?.abort();
    this.#ports?.abort();
    this.#cancelCheck?.();
  }

  /** Knows nothing any more. */
  reset(): void {
    this.callOff();
    this.#answer = this.#asked = this.#unfinishedEnd = undefined;
    this.#set(idleState);
  }

  /** This is the process, from now on by its pid. */
  adopt(answer: ProcessAnswer): void {
    this.#asked = this.#unheard = undefined;
    this.#host.onRun(answer);
    this.#learn(answer, true);
  }

  /** Asks how the process is; `undefined` if the sandbox does not know it any more. */
  async inspect(signal: AbortSignal): Promise<ProcessAnswer | undefined> {
    const pid = this.#answer?.pid ?? "";
    const answer = await lookUp(this.#host.store, pid, signal);
    if (pid !== this.#answer?.pid) return answer;
    if (answer) {
      this.#learn(answer, false);
    } else {
      this.#ports?.abort();
      this.#answer = undefined;
      this.#fail(vanished(this.#host.name));
    }
    return answer;
  }

  /** The log says that the server starts the process again. */
  restartNoticed(restartCount: number): void {
    const { status, pid } = this.#state;
    if (!pid || restartCount <= (this.#answer?.restartCount ?? 0)) return;
    if (status === "exited" || status === "stopping") return;
    this.#pause(pid, restartCount);
    this.#checkSoon();
  }

  /** Whether the process is over, as far as its last answer says. */
  get isOver(): boolean {
    const answer = this.#answer;
    return answer !== undefined && phaseOf(answer) === "over" && !this.#restartPause.isOn;
  }

  #checkSoon(failures = 0): void {
    this.#cancelCheck?.();
    this.#cancelCheck = afterPause(RESTART_PAUSE_MS * 2 ** Math.min(failures, 4), () => {
      // Whatever is under way asks as well.
      if (!this.busy) void this.attempt((signal) => this.#check(signal, failures));
    });
  }

  async #check(signal: AbortSignal, failures: number): Promise<void> {
    if (this.#state.status !== "restarting" || !this.#answer) return;
    await this.inspect(signal).catch((error: unknown) => {
      if (!toSandboxError(error, "looking for the process").retryable) throw error;
      if (!signal.aborted) this.#checkSoon(failures + 1);
    });
  }

  #pause(pid?: string, restartCount = 0): void {
    this.#ports?.abort();
    this.#set({ status: "restarting", pid, restartCount });
  }

  #learn(answer: ProcessAnswer, isNew: boolean): void {
    const before = this.#answer;
    const isPaused = this.#restartPause.look(answer);
    if (isPaused) this.#checkSoon();
    const phase = isPaused ? "restarting" : phaseOf(answer);
    this.#answer = answer;
    const { pid, restartCount } = answer;
    const { status } = this.#state;
    const ending = this.#asked !== undefined || phase === "stopping";
    if (phase === "over") this.#learnEnd(answer);
    else if (ending && status !== "restarting")
      this.#set({ status: "stopping", pid, restartCount });
    else if (ending) return;
    else if (phase === "restarting") this.#pause(pid, restartCount);
    else if (isNew || status === "restarting" || restartCount !== before?.restartCount) {
      this.#awaitPorts(answer);
    }
  }

  #learnEnd(answer: ProcessAnswer): void {
    this.#ports?.abort();
    // In a restart that was asked for, the end is no news.
    if (this.#state.status === "restarting" && this.#asked) return;
    const { pid, restartCount } = answer;
    if (this.#state.status === "exited" && this.#state.pid === pid) return;
    const exit = exitOf(answer, this.#asked);
    const unasked = exit.reason === "failed" || (exit.reason === "killed" && !this.#asked);
    const error = unasked ? exitedUnasked(this.#host.name, exit) : this.#unheard;
    this.#set({ status: "exited", pid, restartCount, exit, error });
  }

  #awaitPorts({ pid, restartCount }: ProcessAnswer): void {
    this.#ports?.abort();
    const { waitForPorts: ports = [], readyTimeoutMs } = this.#host.options() ?? {};
    const running: ProcessState = { status: "running", pid, restartCount };
    // The server keeps the pid of the first run, under which the ports of a later one are not found.
    if (ports.length === 0 || restartCount > 0) {
      this.#set(running);
      return;
    }
    const wait = (this.#ports = new AbortController());
    this.#set({ status: "starting", pid, restartCount });
    waitForPorts({
      name: this.#host.name,
      ports,
      limitMs: readyTimeoutMs ?? READY_LIMIT_MS,
      signal: wait.signal,
      ask: (...limits) => lookUpPorts(this.#host.store, pid, ...limits),
      hint: (signal) => this.#host.nextOutput(signal),
    })
      .then((result) => {
        if (wait.signal.aborted) return;
        if (result.outcome === "unknown") this.#set(running);
        else if (result.outcome === "failed") this.#fail(result.error, result.listening);
        else this.#set({ status: "ready", pid, restartCount, listening: result.listening });
      })
      .catch((reason: unknown) => {
        if (!wait.signal.aborted) throw reason;
      });
  }

  async #aliveByName(signal: AbortSignal): Promise<ProcessAnswer | undefined> {
    const answer = await lookUpByName(this.#host.store, this.#host.name, signal);
    return answer && phaseOf(answer) !== "over" ? answer : undefined;
  }

  async #endRun(pid: string, how: "stop" | "kill", signal: AbortSignal): Promise<void> {
    const { store, name } = this.#host;
    this.#asked = how === "stop" ? "stopped" : "killed";
    this.#unfinishedEnd = how;
    const onUnheard = (error: SandboxError) => {
      this.#unheard = error;
      this.#asked = "killed";
      this.#unfinishedEnd = "kill";
    };
    const ending = { how, signal, onUnheard };
    const last = await endProcess(store, { pid, name }, ending).catch((error: unknown) => {
      // The process may or may not have received the signal.
      if (!signal.aborted) this.#asked = undefined;
      throw error;
    });
    if (last && phaseOf(last) !== "over") throw stillAlive(name);
    this.#unfinishedEnd = undefined;
    // In a restart the end is no state of its own that could say so.
    if (this.#unheard && this.#state.status === "restarting") this.#host.onError(this.#unheard);
    if (last) this.#learn(last, false);
    else if (this.#state.status === "stopping") this.#set(idleState);
  }

  #fail(error: SandboxError, listening?: readonly ListeningPort[]): void {
    const { restartCount } = this.#state;
    this.#set({ status: "error", error, pid: this.#answer?.pid, restartCount, listening });
    this.#host.onError(error);
  }

  #set(state: ProcessState): void {
    if (sameState(state, this.#state)) return;
    this.#state = state;
    this.#host.onState();
  }
}
