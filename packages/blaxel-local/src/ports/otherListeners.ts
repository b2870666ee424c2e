import { isLoopbackHost, type PortTable } from "./portTable";
import { subtree } from "./processTree";
import { socketsOf } from "./sockets";

const FRESH_MS = 500;

/** A port of the machine that some other program of the sandbox listens on. */
export interface OtherListener {
  /** Where it can be reached from here. */
  host: string;
  isLoopbackOnly: boolean;
}

/**
 * Programs that are not Node keep the machine's ports: the preload does not reach them, so they are
 * found among the sockets of the sandbox's processes. Looking takes a while, so an answer is what
 * was found last, and asking makes it look again.
 */
export class OtherListeners {
  readonly #ports: PortTable;
  readonly #pids: () => readonly number[];
  #found = new Map<number, OtherListener>();
  #lookedAt = -Infinity;
  #looking: Promise<void> | undefined;

  /** `pids` are the processes that run now, without their children. */
  constructor(ports: PortTable, pids: () => readonly number[]) {
    this.#ports = ports;
    this.#pids = pids;
  }

  find(port: number): OtherListener | undefined {
    if (performance.now() - this.#lookedAt > FRESH_MS) void this.refresh();
    return this.#found.get(port);
  }

  /** Looks now. */
  refresh(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #look(): Promise<void> {
    const trees = await Promise.all(this.#pids().map(subtree));
    const mapped = new Set(this.#ports.list().map((claim) => claim.mapped));
    const found = new Map<number, OtherListener>();
    for (const { state, localAddr, localPort } of await socketsOf(trees.flat())) {
      if (state !== "LISTEN" || mapped.has(localPort)) continue;
      const isAnywhere = ["*", "0.0.0.0", "::"].includes(localAddr);
      const isLoopbackOnly = isLoopbackHost(localAddr);
      if (isLoopbackOnly && found.has(localPort)) continue;
      found.set(localPort, { host: isAnywhere ? "127.0.0.1" : localAddr, isLoopbackOnly });
    }
    this.#found = found;
    this.#lookedAt = performance.now();
  }
}
