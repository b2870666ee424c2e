/** A browser opens six HTTP/1.1 connections to a host; the rest of the page needs some of them. */
const SLOTS = 4;
/** How long a stream is left alone while others wait for its place. */
const TURN_MS = 2_000;

/** The right to hold one stream open. */
export interface StreamSlot {
  /** Aborted when another stream needs the place. */
  readonly signal: AbortSignal;
  release(): void;
}

export interface SlotRequest {
  /** Whether a start waits for this stream, rather than a reader. */
  urgent(): boolean;
  /** How much longer than usual its turn is, in milliseconds: what the replay costs. */
  extraMs(): number;
  signal: AbortSignal;
}

interface Holder {
  readonly request: SlotRequest;
  readonly controller: AbortController;
  readonly since: number;
}

interface Waiter {
  readonly request: SlotRequest;
  readonly resolve: (slot: StreamSlot) => void;
}

/** Shares a few connections among any number of streams, in turns if need be. */
export class StreamSlots {
  readonly #holders = new Set<Holder>();
  readonly #waiters: Waiter[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Resolves when there is a place; rejects with the reason of the signal. */
  acquire(request: SlotRequest): Promise<StreamSlot> {
    const { signal } = request;
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const waiter: Waiter = {
        request,
        resolve: (slot) => {
          signal.removeEventListener("abort", onAbort);
          resolve(slot);
        },
      };
      const onAbort = () => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        reject(signal.reason);
      };
      signal.addEventListener("abort", onAbort, { once: true });
      const urgentOnes = this.#waiters.filter(({ request }) => request.urgent()).length;
      this.#waiters.splice(request.urgent() ? urgentOnes : this.#waiters.length, 0, waiter);
      this.#serve();
    });
  }

  #serve(): void {
    while (this.#waiters.length > 0 && this.#holders.size < SLOTS) {
      const waiter = this.#waiters.shift();
      if (waiter) this.#give(waiter);
    }
    clearTimeout(this.#timer);
    if (this.#waiters.length > 0) this.#takeTurns();
  }

  #give({ request, resolve }: Waiter): void {
    const holder = { request, controller: new AbortController(), since: performance.now() };
    this.#holders.add(holder);
    resolve({
      signal: holder.controller.signal,
      release: () => {
        if (this.#holders.delete(holder)) this.#serve();
      },
    });
  }

  /** Ends the turn of the one that has had its place for the longest. */
  #takeTurns(): void {
    const urgent = this.#waiters[0]?.request.urgent() === true;
    let next: { holder: Holder; dueInMs: number } | undefined;
    for (const holder of this.#holders) {
      if (holder.controller.signal.aborted) return;
      const dueAt = holder.since + TURN_MS + holder.request.extraMs();
      const giveWay = urgent && !holder.request.urgent();
      const dueInMs = giveWay ? 0 : Math.max(0, dueAt - performance.now());
      if (!next || dueInMs < next.dueInMs) next = { holder, dueInMs };
    }
    if (!next) return;
    if (next.dueInMs === 0) next.holder.controller.abort();
    else this.#timer = setTimeout(() => this.#takeTurns(), next.dueInMs);
  }
}

const slotsOf = new WeakMap<object, StreamSlots>();

/** The places of one session. */
export function streamSlots(session: object): StreamSlots {
  let slots = slotsOf.get(session);
  if (!slots) slotsOf.set(session, (slots = new StreamSlots()));
  return slots;
}
