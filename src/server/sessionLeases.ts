import { type SessionLease, isFresh, remaining } from "./sessionLease";
import { Problem } from "./problem";
import { isRefused } from "./refusal";

interface Entry {
  lease?: SessionLease;
  pending?: Promise<SessionLease>;
  failure?: { problem: Problem; until: number };
}

/** Entries kept: some kilobytes each, so some ten megabytes at most. */
const capacity = 5_000;
const sweepEvery = 60_000;

/**
 * The leases of this process: one per caller, made once however many ask, and only as long as it is
 * good. Losing one costs a new session, never a live one: nothing is deleted from here.
 */
export class SessionLeases {
  readonly #entries = new Map<string, Entry>();
  #sweptAt = 0;

  /** The caller's lease, made with `make` if there is none worth handing out. */
  async get(
    key: string,
    make: () => Promise<SessionLease>,
    refused?: string,
  ): Promise<SessionLease> {
    const entry = this.#touch(key);
    const { lease } = entry;
    if (lease && refused !== undefined && (await isRefused(lease, refused))) {
      if (entry.lease === lease) delete entry.lease;
    }
    if (entry.lease && isFresh(entry.lease)) return entry.lease;
    try {
      return await (entry.pending ?? this.#renew(entry, make));
    } catch (error) {
      const { lease } = entry;
      if (lease && isRetryable(error) && remaining(lease) > lease.life / 10) return lease;
      throw error;
    }
  }

  #renew(entry: Entry, make: () => Promise<SessionLease>): Promise<SessionLease> {
    if (entry.failure && performance.now() < entry.failure.until) {
      return Promise.reject(entry.failure.problem);
    }
    delete entry.failure;
    entry.pending = make()
      .then((lease) => (entry.lease = lease))
      .catch((error: unknown) => {
        // The browsers are told to wait; until then the platform is spared, too.
        if (error instanceof Problem && error.details.retryAfter !== undefined) {
          const until = performance.now() + error.details.retryAfter * 1000;
          entry.failure = { problem: error, until };
        }
        throw error;
      })
      .finally(() => delete entry.pending);
    return entry.pending;
  }

  #touch(key: string): Entry {
    this.#sweep();
    const entry = this.#entries.get(key) ?? {};
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  #sweep(): void {
    const now = performance.now();
    if (now - this.#sweptAt > sweepEvery) {
      this.#sweptAt = now;
      for (const [key, { lease, pending }] of this.#entries) {
        if (!pending && !(lease && remaining(lease) > 0)) this.#entries.delete(key);
      }
    }
    for (const [key, { pending }] of this.#entries) {
      if (this.#entries.size < capacity) break;
      if (!pending) this.#entries.delete(key);
    }
  }
}

function isRetryable(error: unknown): boolean {
  return error instanceof Problem && error.details.retryAfter !== undefined;
}
