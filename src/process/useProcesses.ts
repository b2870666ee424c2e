import { useMemo, useSyncExternalStore } from "react";
import { exitOf, phaseOf, listAll, type ProcessAnswer, toSandboxError } from "../platform";
import { createEmitter, onAwake } from "../core";
import type { SandboxError } from "../errors";
import { type SessionStore, useSessionStore } from "../session";
import { onNews, Retry } from "./retry";
import { endProcess } from "./endProcess";
import { stillAlive } from "./processErrors";
import { knownProcess, onAnyProcess } from "./knownProcesses";
import type { ListedProcess, ProcessListState, SandboxProcesses } from "./types";

/** Several things learned in a moment are one question. */
const GATHER_MS = 250;

export const emptyProcessList: ProcessListState = { processes: [], isLoading: true };

/** The list of processes of one session. */
export interface ProcessListStore {
  readonly getSnapshot: () => ProcessListState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Asks again. What goes wrong is in the state. */
  readonly refresh: () => Promise<void>;
  readonly stop: (pid: string) => Promise<void>;
  readonly kill: (pid: string) => Promise<void>;
}

export class ProcessList implements ProcessListStore {
  readonly #store: SessionStore;
  readonly #changes = createEmitter();
  #state = emptyProcessList;
  #run: AbortController | undefined;
  #gather: ReturnType<typeof setTimeout> | undefined;
  readonly #retry = new Retry();
  #leave: (() => void)[] = [];
  /** What the last end that was asked for has to say, until the user acts again. */
  #ofEnd: SandboxError | undefined;

  constructor(store: SessionStore) {
    this.#store = store;
  }

  getSnapshot = (): ProcessListState => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    const stopListening = this.#changes.subscribe(listener);
    if (this.#changes.size === 1) this.#begin();
    return () => {
      stopListening();
      if (this.#changes.size === 0) this.#cease();
    };
  };

  refresh = (): Promise<void> => {
    this.#ofEnd = undefined;
    return this.#ask();
  };

  async #ask(): Promise<void> {
    this.#retry.cancel();
    this.#run?.abort();
    const run = new AbortController();
    this.#run = run;
    this.#set({ ...this.#state, isLoading: true });
    try {
      const answers = await listAll(this.#store, run.signal);
      this.#retry.reset();
      this.#set({
        processes: answers.map(listed).sort(newestFirst),
        isLoading: false,
        error: this.#ofEnd,
      });
      for (const { name } of answers) knownProcess(this.#store, name)?.onListed();
    } catch (reason) {
      if (run.signal.aborted) return;
      const error = toSandboxError(reason, "listing processes");
      this.#set({ processes: this.#state.processes, isLoading: false, error });
      if (this.#changes.size > 0) this.#retry.later(error, () => void this.#ask());
    }
  }

  stop = (pid: string): Promise<void> => this.#end(pid, "stop");

  kill = (pid: string): Promise<void> => this.#end(pid, "kill");

  /** Not called off when the last reader goes: what the user asked for is seen through. */
  async #end(pid: string, how: "stop" | "kill"): Promise<void> {
    this.#ofEnd = undefined;
    const name = this.#state.processes.find((entry) => entry.pid === pid)?.name ?? pid;
    const { signal } = new AbortController();
    try {
      const last = await endProcess(
        this.#store,
        { pid, name },
        {
          how,
          signal,
          onUnheard: (error) => {
            this.#ofEnd = error;
          },
          onLook: (answer) => this.#learn(answer),
        },
      );
      if (last && phaseOf(last) !== "over") throw stillAlive(name);
    } catch (error) {
      this.#ofEnd = toSandboxError(error, "ending the process");
    }
    await this.#ask();
  }

  #learn(answer: ProcessAnswer): void {
    const processes = this.#state.processes.map((entry) =>
      entry.pid === answer.pid ? listed(answer) : entry,
    );
    this.#set({ ...this.#state, processes });
  }

  #begin(): void {
    this.#leave = [
      onNews(this.#store, () => this.#retry.hurry()),
      onAnyProcess(this.#store, () => this.#soon()),
      onAwake((awake) => {
        if (awake) this.#soon();
      }),
    ];
    void this.#ask();
  }

  #cease(): void {
    this.#run?.abort();
    this.#retry.cancel();
    clearTimeout(this.#gather);
    for (const leave of this.#leave) leave();
    this.#leave = [];
  }

  #soon(): void {
    clearTimeout(this.#gather);
    this.#gather = setTimeout(() => void this.#ask(), GATHER_MS);
  }

  #set(state: ProcessListState): void {
    this.#state = state;
    this.#changes.emit();
  }
}

function listed(answer: ProcessAnswer): ListedProcess {
  const phase = phaseOf(answer);
  const { pid, name, command, restartCount } = answer;
  const started = new Date(answer.startedAt);
  return {
    pid,
    name,
    command,
    restartCount,
    status: phase === "over" ? "exited" : phase,
    exit: phase === "over" ? exitOf(answer) : undefined,
    startedAt: Number.isNaN(started.getTime()) ? undefined : started,
  };
}

function newestFirst(a: ListedProcess, b: ListedProcess): number {
  const byStart = (b.startedAt?.getTime() ?? 0) - (a.startedAt?.getTime() ?? 0);
  return byStart || Number(b.pid) - Number(a.pid);
}

const lists = new WeakMap<SessionStore, ProcessListStore>();

/** Puts a list in the place of the one of that session. */
export function setProcessList(store: SessionStore, list: ProcessListStore): void {
  lists.set(store, list);
}

export function processList(store: SessionStore): ProcessListStore {
  let list = lists.get(store);
  if (!list) lists.set(store, (list = new ProcessList(store)));
  return list;
}

/**
 * Lists every process of the sandbox, newest first, finished runs included.
 *
 * The sandbox does not report changes. The list is asked for on mount, after each action, when the
 * kit learns anything of a process on this page, and when the tab is looked at again; never by the
 * clock, which would keep the sandbox awake. Call `refresh` for what happens elsewhere.
 *
 * @example
 * ```tsx
 * const { processes, stop } = useProcesses();
 * return processes.map(({ pid, name, status }) => (
 *   <button key={pid} disabled={status === "exited"} onClick={() => stop(pid)}>Stop {name}</button>
 * ));
 * ```
 */
export function useProcesses(): SandboxProcesses {
  const list = processList(useSessionStore());
  const state = useSyncExternalStore(list.subscribe, list.getSnapshot, () => emptyProcessList);
  const { refresh, stop, kill } = list;
  return useMemo(() => ({ ...state, refresh, stop, kill }), [state, refresh, stop, kill]);
}
