import { type Grant, isFresh, remaining } from "./grant";
import { Problem } from "./problem";
import { isRefused } from "./refusal";

interface Entry {
  grant?: Grant;
  pending?: Promise<Grant>;
  failure?: { problem: Problem; until: number };
}

/** Entries kept: some kilobytes each, so some ten megabytes at most. */
const capacity = 5_000;
const sweepEvery = 60_000;

/**
 * The grants of this process: one per caller, made once however many ask, and only as long as it is
 * good. Losing one costs a new session, never a live one: nothing is deleted from here.
 */
export class Grants {
  readonly #entries = new Map<string, Entry>();
  #sweptAt = 0;

  /** The caller's grant, made with `make` if there is none worth handing out. */
  async get(key: string, make: () => Promise<Grant>, refused?: string): Promise<Grant> {
    const entry = this.#touch(key);
    const { grant } = entry;
    if (grant && refused !== undefined && (await isRefused(grant, refused))) {
      if (entry.grant === grant) delete entry.grant;
    }
    if (entry.grant && isFresh(entry.grant)) return entry.grant;
    try {
      return await (entry.pending ?? this.#renew(entry, make));
    } catch (error) {
      const { grant } = entry;
      if (grant && isRetryable(error) && remaining(grant) > grant.life / 10) return grant;
      throw error;
    }
  }

  #renew(entry: Entry, make: () => Promise<Grant>): Promise<Grant> {
    if (entry.failure && performance.now() < entry.failure.until) {
      return Promise.reject(entry.failure.problem);
    }
    delete entry.failure;
    entry.pending = make()
      .then((grant) => (entry.grant = grant))
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
      for (const [key, { grant, pending }] of this.#entries) {
        if (!pending && !(grant && remaining(grant) > 0)) this.#entries.delete(key);
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
