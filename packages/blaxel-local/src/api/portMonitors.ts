import { request } from "node:http";
import type { PortTarget, SandboxNetwork } from "../ports";

const POLL_MS = 500;
const ANSWER_WITHIN_MS = 5000;

/** Notifies a callback address of every port that a process begins to listen on. */
export class PortMonitors {
  readonly #network: SandboxNetwork;
  readonly #timers = new Map<number, NodeJS.Timeout>();

  constructor(network: SandboxNetwork) {
    this.#network = network;
  }

  start(pid: number, callback: string): void {
    this.stop(pid);
    const known = new Set<number>();
    let isBusy = false;
    const timer = setInterval(() => {
      if (isBusy) return;
      isBusy = true;
      void this.#report(pid, callback, known).finally(() => (isBusy = false));
    }, POLL_MS);
    this.#timers.set(pid, timer.unref());
  }

  stop(pid: number): void {
    clearInterval(this.#timers.get(pid));
    this.#timers.delete(pid);
  }

  close(): void {
    for (const pid of this.#timers.keys()) this.stop(pid);
  }

  async #report(pid: number, callback: string, known: Set<number>): Promise<void> {
    for (const { state, localPort } of await this.#network.socketsOf(pid)) {
      if (state !== "LISTEN" || known.has(localPort)) continue;
      known.add(localPort);
      // The real server logs a failed callback and goes on, too.
      await this.#call(callback, JSON.stringify({ pid, port: localPort })).catch(() => undefined);
    }
  }

  async #call(callback: string, body: string): Promise<void> {
    if (!URL.canParse(callback)) return;
    const address = new URL(callback);
    // `localhost:3000` is the sandbox's port 3000.
    const isOwn = ["localhost", "127.0.0.1", "[::1]"].includes(address.hostname);
    const target = isOwn ? await this.#network.target(Number(address.port)) : undefined;
    if (target && !("refused" in target)) await post(address, body, target);
    else await post(address, body);
  }
}

type Target = Exclude<PortTarget, { refused: string }>;

function post(address: URL, body: string, target?: Target): Promise<void> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const headers = {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(body),
    };
    const call = request(address, { method: "POST", headers, signal, ...target });
    call.once("error", reject);
    call.once("response", (answer) => {
      answer.resume();
      answer.once("close", resolve);
    });
    call.end(body);
  });
}
