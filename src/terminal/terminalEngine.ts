import { pageTimer } from "../core";
import type { TerminalSocket } from "../platform";
import type { SessionStore } from "../session";
import { InputQueue } from "./inputQueue";
import { isWholeReplay, relateReplay } from "./replayOverlap";
import { keepConnected } from "./terminalConnection";
import type { TerminalEvent, TerminalModel } from "./terminalMachine";
import { Transcript } from "./transcript";
import type { TerminalOutput } from "./types";

/** A server that knows the shell sends what it printed at once; on a slow line that takes a while. */
const REPLAY_LIMIT_MS = 15_000;
/** Silence after Enter or Ctrl-D, by which a shell may have ended; and any silence. */
const PROBE_SOON_MS = 1_000;
const PROBE_MS = 15_000;
const MAY_END = /[\r\u0004]/;
/** Another window may have changed the size since. */
const SIZE_STALE_MS = 1_000;

/** What the engine is part of. */
export interface EngineHost {
  readonly session: SessionStore;
  readonly sessionId: string;
  model(): TerminalModel;
  /** How a new shell is started. */
  shell(): { readonly workingDir: string | undefined; readonly shell: string | undefined };
  dispatch(event: TerminalEvent): void;
  emit(piece: TerminalOutput): void;
}

/** Connects a terminal to its shell, and sees to it that nothing is shown or typed twice. */
export class TerminalEngine {
  readonly #host: EngineHost;
  readonly #queue = new InputQueue();
  readonly #transcript = new Transcript();
  #run: AbortController | undefined;
  #socket: TerminalSocket | undefined;
  /** Whether it is known that the socket leads to the shell that is shown. */
  #isCertain = false;
  /** Whether something was typed that nothing was printed after. */
  #isUnanswered = false;
  #mayHaveEnded = false;
  #sizedAt = -Infinity;
  #cancelReplayLimit = () => {};
  #cancelProbe = () => {};

  constructor(host: EngineHost) {
    this.#host = host;
  }

  /** What the shell that is shown has printed, as far as it is kept. */
  get shown(): string {
    return this.#transcript.text;
  }

  connect(): void {
    if (this.#run) return;
    const run = new AbortController();
    this.#run = run;
    const { session, sessionId, shell, model, dispatch } = this.#host;
    const running = keepConnected(
      {
        session,
        address: () => {
          const { cols = 80, rows = 24 } = model();
          return { sessionId, ...shell(), cols, rows };
        },
        onSocket: (socket) => this.#opened(socket),
        onOutput: (text, isReplay) => this.#printed(text, isReplay),
        onLost: (error) => {
          this.#lost();
          dispatch({ type: "lost", error });
        },
        onExit: () => this.#over({ type: "exited" }),
        onFailure: (error) => this.#over({ type: "failed", error }),
      },
      run.signal,
    );
    void running.finally(() => {
      if (this.#run === run) this.#run = undefined;
    });
  }

  /** Lets go; the shell goes on. */
  disconnect(): void {
    this.#run?.abort();
    this.#run = undefined;
    this.#lost();
  }

  /** Nothing of the shell that was shown is wanted any more. */
  forget(): void {
    this.disconnect();
    this.#transcript.reset();
    this.#queue.take();
  }

  /** What follows is another shell's. */
  beginAnew(): void {
    this.#queue.take();
    if (this.#transcript.isEmpty) return;
    this.#transcript.reset();
    this.#host.emit({ kind: "new-shell", text: "" });
  }

  /** Types; `false` if too much is waiting. */
  write(text: string): boolean {
    if (!this.#isCertain) return this.#queue.add(text);
    this.#send(text);
    return true;
  }

  /** Tells the shell the size, if it may not know it. */
  resize(): void {
    const { cols, rows } = this.#host.model();
    if (!this.#isCertain || cols === undefined || rows === undefined) return;
    this.#sizedAt = performance.now();
    this.#socket?.resize(cols, rows);
  }

  #send(text: string): void {
    if (performance.now() - this.#sizedAt > SIZE_STALE_MS) this.resize();
    this.#socket?.input(text);
    this.#isUnanswered = true;
    this.#mayHaveEnded ||= MAY_END.test(text);
    this.#probeLater();
  }

  #opened(socket: TerminalSocket): void {
    this.#socket = socket;
    if (this.#transcript.isEmpty) {
      this.#settle();
      return;
    }
    // A server that knew the shell would have told: this is another one.
    this.#cancelReplayLimit = pageTimer(REPLAY_LIMIT_MS, () => this.#replaced());
  }

  /** The socket leads to the right shell. */
  #settle(): void {
    this.#cancelReplayLimit();
    this.#isCertain = true;
    this.#sizedAt = performance.now();
    this.#host.dispatch({ type: "opened" });
    const typed = this.#queue.take();
    if (typed) this.#send(typed);
    this.#probeLater();
  }

  #printed(text: string, isReplay: boolean): void {
    this.#isUnanswered = false;
    if (this.#isCertain) {
      if (isReplay) this.#transcript.reset(text, isWholeReplay(text));
      else this.#transcript.add(text);
      this.#host.emit({ kind: isReplay ? "replay" : "output", text });
      this.#probeLater();
      return;
    }
    const { text: shown, isWhole } = this.#transcript;
    const known = isReplay ? relateReplay(shown, isWhole, text) : undefined;
    if (!known || known.relation === "other") {
      this.#replaced();
      return;
    }
    // From here on what comes goes on behind the replay, in which no character is cut in two.
    this.#transcript.reset(text, isWholeReplay(text));
    if (known.relation === "gap") {
      this.#host.emit({ kind: "gap", text: "" });
      this.#host.emit({ kind: "replay", text });
    } else if (known.missed) this.#host.emit({ kind: "replay", text: known.missed });
    this.#settle();
  }

  /** The shell that is shown has ended, and the server has begun another one under its id. */
  #replaced(): void {
    this.#run?.abort();
    this.#over({ type: "exited" });
  }

  #over(event: TerminalEvent): void {
    // A listener may begin anew at once.
    this.#run = undefined;
    this.#lost();
    if (!this.#queue.isEmpty) {
      this.#queue.take();
      this.#host.emit({ kind: "dropped", text: "" });
    }
    this.#host.dispatch(event);
  }

  #lost(): void {
    this.#cancelReplayLimit();
    this.#cancelProbe();
    this.#socket = undefined;
    this.#isCertain = false;
    this.#mayHaveEnded = false;
    if (!this.#isUnanswered) return;
    this.#isUnanswered = false;
    this.#host.emit({ kind: "unsure", text: "" });
  }

  /** Older servers do not say that a shell has ended, but drop the connection with the next message. */
  #probeLater(): void {
    this.#cancelProbe();
    this.#cancelProbe = pageTimer(this.#mayHaveEnded ? PROBE_SOON_MS : PROBE_MS, () => {
      this.#mayHaveEnded = false;
      this.#socket?.probe();
      this.#probeLater();
    });
  }
}
