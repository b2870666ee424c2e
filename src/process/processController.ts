import { sendInput } from "../platform";
import { createEmitter, nextCall, standIn } from "../core";
import type { SandboxError } from "../errors";
import type { SessionStore } from "../session";
import { ProcessSubscribers, type ProcessSubscriber } from "./subscribers";
import { Lifecycle } from "./lifecycle";
import { LogFollower } from "./logs/logFollower";
import type { LogLine } from "./logs/types";
import { onNews, Retry } from "./retry";
import { notRunning } from "./processErrors";
import type { ProcessOptions, ProcessState } from "./types";
import { lookUpByName } from "./processName";
import { ProcessSearch } from "./processSearch";
import type { ProcessStore } from "./processStore";
import { Reports } from "./reports";
import { openPorts } from "./openPorts";
import { unfitOption } from "./optionChecks";

/** With what a process was begun. One without a command, which is a mistake, was begun as well. */
const commandOf = ({ command }: { command?: string | undefined }) => command ?? "";

/** A process of the sandbox: what components say about it in, its state and its log out. */
export class ProcessController implements ProcessStore {
  readonly name: string;
  readonly logs: LogFollower;
  readonly #store: SessionStore;
  readonly #subscribers = new ProcessSubscribers({
    onChange: () => this.#onSubscribers(),
    onLead: () => this.#changes.emit(),
  });
  readonly #lifecycle: Lifecycle;
  readonly #changes = createEmitter();
  readonly #search: ProcessSearch;
  readonly #reports: Reports;
  #logReaders = 0;
  #begunWith: string | undefined;
  #stopOnRelease = false;
  #isEndRequested = false;
  #releasing: ReturnType<typeof setTimeout> | undefined;
  #leaveNews: (() => void) | undefined;
  readonly #retry = new Retry();
  readonly #onChange: () => void;

  constructor(store: SessionStore, name: string, onChange: () => void) {
    this.#store = store;
    this.name = name;
    this.#onChange = onChange;
    this.logs = new LogFollower({
      store,
      newer: () => this.#lifecycle.answer?.newer ?? false,
      urgent: () => this.#lifecycle.state.status === "starting",
      inspect: async (signal) => {
        const answer = await this.#lifecycle.inspect(signal);
        return answer && { ...answer, isOver: this.#lifecycle.isOver };
      },
      onRestart: (count) => this.#lifecycle.restartNoticed(count),
      onEnd: () => this.#reports.flush(),
    });
    this.#reports = new Reports({
      subscribers: () => this.#subscribers.active(),
      recentLines: (count) => this.recentLines(count),
      onEndReported: () => this.#afterEnd(),
    });
    this.#lifecycle = new Lifecycle({
      store,
      name,
      options: () => this.#subscribers.options,
      nextOutput: (signal) => nextCall((notify) => this.logs.buffer.subscribe(notify), signal),
      onState: () => this.#onState(),
      onRun: ({ pid }) => this.logs.follow(pid),
      onError: (error) => this.#reports.error(error),
      onSettled: () => {
        this.#search.begin();
        this.#releaseSoon();
      },
    });
    this.#search = new ProcessSearch({
      isWanted: () => {
        const { answer, busy, state } = this.#lifecycle;
        const isUnknown = !answer && !busy && state.status === "idle";
        return isUnknown && this.#logReaders > 0 && !this.#subscribers.options && !this.#isAtRest;
      },
      attempt: (work) => this.#lifecycle.attempt(work),
      look: (signal) => lookUpByName(store, name, signal),
      onFound: (answer) => this.#lifecycle.adopt(answer),
      onMiss: (error) => this.logs.miss(error),
    });
  }

  getSnapshot = (): ProcessState => this.#lifecycle.state;

  subscribe = (listener: () => void): (() => void) => {
    const stopListening = this.#changes.subscribe(listener);
    clearTimeout(this.#releasing);
    return () => {
      stopListening();
      this.#releaseSoon();
    };
  };

  subscribeLogs = (listener: () => void): (() => void) => {
    this.#logReaders++;
    this.#retain();
    const stopListening = this.logs.onLines(listener);
    this.#search.renew();
    return () => {
      stopListening();
      this.#logReaders--;
      this.#releaseSoon();
    };
  };

  recentLines(count: number): readonly LogLine[] {
    return this.logs.buffer.last(count);
  }

  listeningPorts: ProcessStore["listeningPorts"] = ({ signal }) =>
    openPorts(this.#store, this.#lifecycle.answer, signal);

  addSubscriber(): ProcessSubscriber {
    return this.#subscribers.add(this);
  }

  get canStart(): boolean {
    return this.#subscribers.options !== undefined;
  }

  disagreesWith(command: string): boolean {
    return this.#subscribers.disagreeWith(command);
  }

  start = (): Promise<void> => this.#begin({ isExplicit: true });

  stop = (): Promise<void> => this.#end("stop");

  kill = (): Promise<void> => this.#end("kill");

  restart = (): Promise<void> => this.#begin({ isExplicit: true, anew: true });

  readonly standIn = standIn;

  write = async (data: string | Uint8Array<ArrayBuffer>): Promise<void> =>
    sendInput(this.#store, this.#pidOrThrow(), data);

  closeStdin = async (): Promise<void> => sendInput(this.#store, this.#pidOrThrow());

  #pidOrThrow(): string {
    const { answer, state } = this.#lifecycle;
    if (!answer || state.status === "exited") throw notRunning(this.name);
    return answer.pid;
  }

  #onSubscribers(): void {
    const { options } = this.#subscribers;
    if (!options) {
      // A component that is disabled says so with each render.
      if (this.#begunWith !== undefined && this.#subscribers.size > 0) this.#rest();
      this.#releaseSoon();
      return;
    }
    this.#take(options);
    if (commandOf(options) === this.#begunWith || this.#isAtRest) return;
    void this.#begin({ isExplicit: false });
  }

  /** The provider is not enabled; that there is none at all is worth an error. */
  get #isAtRest(): boolean {
    return !this.#store.enabled && this.#store.getSnapshot().status !== "error";
  }

  #take({ stopOnUnmount = false }: ProcessOptions): void {
    this.#stopOnRelease = stopOnUnmount;
    this.#retain();
  }

  async #begin(how: { isExplicit: boolean; anew?: boolean }): Promise<void> {
    const { options } = this.#subscribers;
    if (!options) return;
    this.#take(options);
    this.#isEndRequested = false;
    const isNew = commandOf(options) !== this.#begunWith && !this.#lifecycle.answer;
    if (isNew && !unfitOption(options)) this.logs.reset(options.logLimit);
    this.#begunWith = commandOf(options);
    await this.#lifecycle.begin(how);
  }

  async #end(how: "stop" | "kill"): Promise<void> {
    // For a component that is disabled this is no reason to start.
    const { options } = this.#subscribers;
    this.#begunWith ??= options && commandOf(options);
    this.#isEndRequested = true;
    await this.#lifecycle.end(how);
    this.#afterEnd();
  }

  /** A disabled component whose user acted takes part until the end is reported. */
  #afterEnd(): void {
    const { busy, state } = this.#lifecycle;
    const isOver = state.status === "exited" || state.status === "idle";
    if (this.#isEndRequested && isOver && !busy && !this.#reports.keepsEnd) {
      this.#isEndRequested = false;
      this.#subscribers.endActs();
    }
    this.#wantStream();
  }

  #onState(): void {
    const { state } = this.#lifecycle;
    if (state.status === "error") this.#retryLater(state.error);
    else if (state.status === "starting") this.#retry.cancel();
    else this.#retry.reset();
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

  /** The stream reports the end too, so it is open while a component wants the process. */
  #wantStream(): void {
    const { status } = this.#lifecycle.state;
    const alive = status !== "idle" && status !== "exited";
    const watched = alive && this.#subscribers.options !== undefined;
    this.logs.attend(this.#logReaders > 0);
    this.logs.want(this.#logReaders > 0 || watched || this.#reports.keepsEnd);
  }

  /** No component wants the process for now: what is known of it may be outdated when one does. */
  #rest(): void {
    this.#lifecycle.callOff();
    this.#begunWith = undefined;
    this.#wantStream();
  }

  #retain(): void {
    clearTimeout(this.#releasing);
    this.#leaveNews ??= onNews(this.#store, () => this.#onNews());
    this.#wantStream();
  }

  onListed(): void {
    this.#search.renew();
  }

  /** What failed, or was not there, may work or be there by now. */
  #onNews(): void {
    this.logs.hurry();
    this.#retry.hurry();
    const { state, busy, answer } = this.#lifecycle;
    const isLost = state.status === "error" && !busy && !answer;
    if (isLost && !this.#subscribers.options) this.#lifecycle.reset();
    this.#search.renew();
  }

  #retryLater(error: SandboxError): void {
    this.#retry.later(error, () => this.#tryAgain(error));
  }

  #tryAgain(error: SandboxError): void {
    if (this.#lifecycle.busy || this.#lifecycle.answer) return;
    if (!this.#subscribers.options) this.#onNews();
    else if (!this.#store.peek()) this.#retryLater(error);
    // The user's last word may have been that it should end.
    else if (!this.#isEndRequested) void this.#lifecycle.begin({ isExplicit: false });
  }

  get #isNeeded(): boolean {
    return this.#logReaders > 0 || this.#changes.size > 0 || this.#subscribers.size > 0;
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
    if (this.#lifecycle.busy) return;
    if (this.#stopOnRelease && this.#lifecycle.state.status !== "idle") {
      this.#stopOnRelease = false;
      void this.#lifecycle.end("stop");
      if (this.#lifecycle.busy) return;
    }
    this.#reports.forget();
    this.#lifecycle.reset();
    this.logs.reset();
    this.logs.want(false);
    this.#leaveNews?.();
    this.#leaveNews = undefined;
  }
}
