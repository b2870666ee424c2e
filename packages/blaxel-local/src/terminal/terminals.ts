import type { IncomingMessage } from "node:http";
import { WebSocketServer, type RawData, type WebSocket } from "ws";
import type { ProcessTable } from "../process";
import type { Profile } from "../profile";
import { messageOf } from "../nodeErrors";
import {
  errorMessage,
  outputMessage,
  readMessage,
  readRequest,
  type TerminalRequest,
} from "./terminalMessages";
import { TerminalShell, type TerminalClient } from "./terminalShell";

export interface TerminalsOptions {
  profile: Profile;
  table: ProcessTable;
  /** How long a shell without clients and output lasts, in milliseconds. */
  idleMs: number;
}

const LOOKS_EVERY_MS = 30_000;
/** How many pieces a slow client may be behind before it loses some. */
const QUEUE = 64;
const RESET = Buffer.from("\u001b[0m");

/** All terminals of one sandbox: shells by their id, and the sockets to them. */
export class Terminals {
  readonly #options: TerminalsOptions;
  readonly #shells = new Map<string, TerminalShell>();
  /** Two clients that come at once share a shell. */
  readonly #starting = new Map<string, Promise<TerminalShell>>();
  readonly #server = new WebSocketServer({ noServer: true });
  #idleCheck: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: TerminalsOptions) {
    this.#options = options;
  }

  /** The ids of the shells that run. */
  pids(): number[] {
    return [...this.#shells.values()].map(({ pid }) => pid);
  }

  /** Takes a request over that wants to become a socket to a shell. */
  upgrade(request: IncomingMessage, head: Buffer): void {
    const asked = readRequest(request.url ?? "/");
    this.#server.handleUpgrade(request, request.socket, head, (socket) => {
      socket.on("error", () => socket.terminate());
      void this.#serve(socket, asked);
    });
  }

  /** Ends all shells and sockets. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#idleCheck);
    for (const socket of this.#server.clients) socket.terminate();
    await Promise.allSettled(this.#starting.values());
    const shells = [...this.#shells.values()];
    for (const shell of shells) shell.kill();
    await Promise.all(shells.map(({ ended }) => ended));
  }

  async #serve(socket: WebSocket, asked: TerminalRequest): Promise<void> {
    // What is typed before the shell runs is for it.
    const early: RawData[] = [];
    const keep = (data: RawData) => early.push(data);
    socket.on("message", keep);
    let shell: TerminalShell;
    try {
      shell = await this.#shell(asked);
    } catch (error) {
      const text = messageOf(error);
      socket.send(errorMessage(text), () => socket.terminate());
      return;
    }
    socket.off("message", keep);
    if (socket.readyState !== socket.OPEN) return;
    const client = this.#attach(socket, shell, asked);
    for (const data of early) client(data);
    socket.on("message", client);
  }

  #attach(socket: WebSocket, shell: TerminalShell, size: TerminalRequest) {
    let waiting = 0;
    const send = (bytes: Buffer) => {
      if (waiting >= QUEUE) return;
      waiting++;
      socket.send(outputMessage(bytes), () => waiting--);
    };
    const isNewer = this.#options.profile === "B";
    const client: TerminalClient = {
      onOutput: send,
      // Older servers say nothing and drop the connection with the next input.
      onEnd: () => {
        if (isNewer) socket.close(1000, "Shell exited");
      },
    };
    const replay = shell.attach(client);
    if (replay.length > 0) send(Buffer.concat([RESET, replay]));
    shell.resize(size);
    socket.once("close", () => shell.detach(client));
    return (data: RawData) => {
      if (shell.isOver) {
        if (!isNewer) socket.terminate();
        return;
      }
      const message = readMessage(textOf(data));
      if (message?.type === "input") shell.write(message.data);
      else if (message) shell.resize(message);
    };
  }

  /** The shell of that id, or a new one. */
  async #shell(asked: TerminalRequest): Promise<TerminalShell> {
    const { sessionId } = asked;
    const known = this.#shells.get(sessionId) ?? this.#starting.get(sessionId);
    if (known) return known;
    const starting = this.#start(asked);
    this.#starting.set(sessionId, starting);
    try {
      return await starting;
    } finally {
      this.#starting.delete(sessionId);
    }
  }

  async #start(asked: TerminalRequest): Promise<TerminalShell> {
    const { sessionId } = asked;
    const shell = await TerminalShell.start(await this.#options.table.prepareShell(asked), asked);
    this.#shells.set(sessionId, shell);
    void shell.ended.then(() => this.#shells.delete(sessionId));
    if (this.#closed) shell.kill();
    const { idleMs } = this.#options;
    this.#idleCheck ??= setInterval(
      () => this.#endIdle(Date.now() - idleMs),
      Math.min(LOOKS_EVERY_MS, idleMs),
    ).unref();
    return shell;
  }

  #endIdle(usedBefore: number): void {
    for (const shell of this.#shells.values()) {
      if (!shell.isWatched && shell.usedAt < usedBefore) shell.kill();
    }
  }
}

/** A text of JSON may come as a binary message, too. */
const textOf = (data: RawData) => (Buffer.isBuffer(data) ? data.toString() : "");
