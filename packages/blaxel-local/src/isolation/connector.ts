import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { Agent, type ClientRequestArgs } from "node:http";
import { Socket } from "node:net";
import { dirname, join } from "node:path";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";

interface Answer {
  id: number;
  reason?: string;
  code?: string;
}

const isAnswer = (message: unknown): message is Answer =>
  typeof message === "object" && message !== null && "id" in message;

type Settle = (outcome: Socket | Error) => void;

type Connected = (error: Error | null, stream: Duplex) => void;

/** Connects requests to what listens in a sandbox's own network, by a process that is in it. */
export class Connector extends Agent {
  readonly #spawn: (words: readonly string[]) => ChildProcess;
  readonly #waiting = new Map<number, Settle>();
  #child: ChildProcess | undefined;
  #last = 0;

  /** `spawn` starts the words of a program in the sandbox's network, with a channel. */
  constructor(spawn: (words: readonly string[]) => ChildProcess) {
    super();
    this.#spawn = spawn;
  }

  override createConnection({ host, port }: ClientRequestArgs, connected?: Connected): undefined {
    this.#connect(String(host), Number(port)).then(
      (socket) => connected?.(null, socket),
      (error: Error) => connected?.(error, new Socket().destroy()),
    );
  }

  close(): void {
    if (this.#child?.connected) this.#child.disconnect();
  }

  #connect(host: string, port: number): Promise<Socket> {
    const child = (this.#child ??= this.#start());
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, (outcome) => {
        if (outcome instanceof Socket) resolve(outcome);
        else reject(outcome);
      });
      child.send({ id, host, port }, (error) => {
        if (error) this.#settle(id, error);
      });
    });
  }

  #start(): ChildProcess {
    const child = this.#spawn([process.execPath, connectorFile()]);
    child.on("message", (message, handle) => {
      if (!isAnswer(message)) return;
      const { id, reason = "The connection was lost", code } = message;
      if (handle instanceof Socket) this.#settle(id, handle);
      else this.#settle(id, Object.assign(new Error(reason), { code }));
    });
    const gone = (error: Error) => {
      if (this.#child === child) this.#child = undefined;
      for (const id of this.#waiting.keys()) this.#settle(id, error);
    };
    child.once("error", gone);
    child.once("exit", () => gone(new Error("The sandbox's network is gone")));
    child.unref();
    child.channel?.unref();
    return child;
  }

  #settle(id: number, outcome: Socket | Error): void {
    const settle = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (settle) settle(outcome);
    else if (outcome instanceof Socket) outcome.destroy();
  }
}

/** Beside this file in the source, beside the bundle in the package. */
function connectorFile(): string {
  const folder = dirname(fileURLToPath(import.meta.url));
  const source = join(folder, "connectInside.mjs");
  return existsSync(source) ? source : join(folder, "connect-inside.js");
}
