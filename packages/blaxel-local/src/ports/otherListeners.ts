import { isLoopbackHost, type PortTable } from "./portTable";
import type { Listener } from "./sockets";

const FRESH_MS = 500;

/** A port that a program of the sandbox listens on without our preload. */
export interface OtherListener {
  /** Where it can be reached from here. */
  host: string;
  isLoopbackOnly: boolean;
}

/**
 * Programs that are not Node keep the machine's ports: the preload does not reach them, so they are
 * found among the sockets of the sandbox's processes. That takes a while, so what was found a moment
 * ago is believed; that there is nothing is believed only of a look that began after the question.
 */
export class OtherListeners {
  readonly #ports: PortTable;
  readonly #sockets: () => Promise<Listener[]>;
  #found = new Map<number, OtherListener>();
  #lookedAt = -Infinity;
  #looking: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  /** `sockets` finds those of the sandbox, whatever their state. */
  constructor(ports: PortTable, sockets: () => Promise<Listener[]>) {
    this.#ports = ports;
    this.#sockets = sockets;
  }

  async find(port: number): Promise<OtherListener | undefined> {
    const known = this.#found.get(port);
    const isFresh = performance.now() - this.#lookedAt <= FRESH_MS;
    if (isFresh && known && !known.isLoopbackOnly) return known;
    await this.#lookAnew();
    return this.#found.get(port);
  }

  /** A look that begins after the question; all who ask while one is under way share the next. */
  #lookAnew(): Promise<void> {
    const begin = () => {
      this.#next = undefined;
      return (this.#looking = this.#look().finally(() => (this.#looking = undefined)));
    };
    if (!this.#looking) return begin();
    return (this.#next ??= this.#looking.then(begin, begin));
  }

  async #look(): Promise<void> {
    const mapped = new Set(this.#ports.list().map((claim) => claim.mapped));
    const found = new Map<number, OtherListener>();
    for (const { state, localAddr, localPort } of await this.#sockets()) {
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
