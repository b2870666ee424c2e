import type { GroupGuard, ShellStart } from "../process";
import { openPty, type Pty, type TerminalSize } from "./pty";
import { ReplayBuffer } from "./replayBuffer";
import { killTerminal } from "./sessionMembers";

/** One that sees what a shell prints. */
export interface TerminalClient {
  /** At most 4096 bytes at a time. */
  onOutput(bytes: Buffer): void;
  /** The shell has ended, and all of its output has come. */
  onEnd(): void;
}

/** The real server turns what it reads at once into text by itself, so that a character may be split. */
const READ_BYTES = 4096;

/** A shell that goes on without clients, and its last output. */
export class TerminalShell {
  readonly ended: Promise<void>;
  isOver = false;
  /** When it last printed, or its last client left, in milliseconds since the epoch. */
  usedAt = Date.now();
  readonly #clients = new Set<TerminalClient>();
  readonly #replay = new ReplayBuffer();
  readonly #guard: GroupGuard;
  #pty: Pty | undefined;
  #end = () => {};

  private constructor(guard: GroupGuard) {
    this.#guard = guard;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Starts one. Rejects with what the system says. */
  static async start(start: ShellStart, size: TerminalSize): Promise<TerminalShell> {
    const shell = new TerminalShell(start.guard);
    const pty = await openPty(start, size, {
      onData: (bytes) => shell.#printed(bytes),
      onExit: () => shell.#exited(),
    });
    start.guard.add(pty.pid);
    shell.#pty = pty;
    return shell;
  }

  get pid(): number {
    return this.#pty?.pid ?? 0;
  }

  get isWatched(): boolean {
    return this.#clients.size > 0;
  }

  /** What was printed last. What comes from now on, the client is told. */
  attach(client: TerminalClient): Buffer {
    this.#clients.add(client);
    return this.#replay.bytes();
  }

  detach(client: TerminalClient): void {
    this.#clients.delete(client);
    this.usedAt = Date.now();
  }

  write(text: string): void {
    if (!this.isOver) this.#pty?.write(text);
  }

  resize({ columns, rows }: TerminalSize): void {
    if (!this.isOver && columns > 0 && rows > 0) this.#pty?.resize(columns, rows);
  }

  /** Ends it with all that it has started. */
  kill(): void {
    if (!this.isOver) killTerminal(this.pid);
  }

  #printed(bytes: Buffer): void {
    this.usedAt = Date.now();
    this.#replay.add(bytes);
    for (let at = 0; at < bytes.length; at += READ_BYTES) {
      for (const client of this.#clients) client.onOutput(bytes.subarray(at, at + READ_BYTES));
    }
  }

  #exited(): void {
    this.isOver = true;
    killTerminal(this.pid);
    this.#guard.remove(this.pid);
    for (const client of this.#clients) client.onEnd();
    this.#clients.clear();
    this.#end();
  }
}
