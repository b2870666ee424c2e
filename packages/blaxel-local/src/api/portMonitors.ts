import { portsOfProcess, type PortTable } from "../ports";

const POLL_MS = 500;
const ANSWER_WITHIN_MS = 5000;

/** Notifies a callback address of every port that a process begins to listen on. */
export class PortMonitors {
  readonly #ports: PortTable;
  readonly #timers = new Map<number, NodeJS.Timeout>();

  constructor(ports: PortTable) {
    this.#ports = ports;
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
    for (const { state, localPort } of await portsOfProcess(this.#ports, pid)) {
      if (state !== "LISTEN" || known.has(localPort)) continue;
      known.add(localPort);
      const address = this.#inSandbox(callback);
      if (!address) continue;
      await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ pid, port: localPort }),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      }).catch(() => undefined); // The real server logs a failed callback and goes on, too.
    }
  }

  /** `localhost:3000` is the sandbox's port 3000, which this machine knows under another number. */
  #inSandbox(callback: string): URL | undefined {
    if (!URL.canParse(callback)) return undefined;
    const address = new URL(callback);
    const mapped = this.#ports.find(Number(address.port))?.mapped;
    if (mapped !== undefined && ["localhost", "127.0.0.1", "[::1]"].includes(address.hostname)) {
      address.host = `127.0.0.1:${mapped}`;
    }
    return address;
  }
}
