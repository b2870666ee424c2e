import { SESSION_TOKEN_HEADER } from "../platform/tokens";
import type { PreviewAnswer, SandboxHandoff, SandboxSessionResponse } from "../wire";
import { Problem, Refusal } from "./problem";

interface Entry {
  lease?: SessionLease;
  /** Whether the sandbox refuses this lease, once it was asked. */
  look?: { lease: SessionLease; isRefused: Promise<boolean> };
  pending?: Promise<SessionLease>;
  failure?: { problem: Problem; until: number };
}

/** Entries kept: some kilobytes each, so some ten megabytes at most. */
const capacity = 5_000;
/** Of these, leases that are being made at the same time: a flood of them must not push out those that there are. */
const pendingCapacity = 1_000;
const sweepEvery = 60_000;
/** What no waiting puts right, such as a quota, is not asked for by every page again and again either. */
const coolOffSeconds = 10;

/**
 * The leases of this process: one per caller, made once however many ask, and only as long as it is
 * good. Losing one costs a new session, never a live one: nothing is deleted from here.
 */
export class SessionLeases {
  readonly #entries = new Map<string, Entry>();
  #pending = 0;
  #sweptAt = 0;

  /** The caller's lease, made with `make` if there is none worth handing out. */
  async get(
    key: string,
    make: () => Promise<SessionLease>,
    refused?: string,
  ): Promise<SessionLease> {
    if (refused !== undefined) await this.#dropRefused(key, refused);
    this.#sweep();
    const entry = this.#entries.get(key) ?? {};
    if (this.#entries.delete(key)) this.#entries.set(key, entry);
    if (entry.lease && isFresh(entry.lease)) return entry.lease;
    try {
      return await (entry.pending ?? this.#renew(key, entry, make));
    } catch (error) {
      const { lease } = entry;
      if (lease && isRetryable(error) && remaining(lease) > lease.life / 10) return lease;
      throw error;
    }
  }

  /**
   * Forgets the caller's lease if the sandbox has refused its session. Another name may be one of another
   * instance, whose fate ours may have met: the sandbox is asked, but only once for each lease, as a
   * browser can send any name.
   */
  async #dropRefused(key: string, refused: string): Promise<void> {
    const entry = this.#entries.get(key);
    const lease = entry?.lease;
    if (!lease || lease.life - remaining(lease) < floor) return;
    if (lease.session.name !== refused) {
      if (entry.look?.lease !== lease) entry.look = { lease, isRefused: isRefused(lease) };
      if (!(await entry.look.isRefused)) return;
    }
    if (entry.lease === lease) delete entry.lease;
  }

  #renew(key: string, entry: Entry, make: () => Promise<SessionLease>): Promise<SessionLease> {
    if (entry.failure && performance.now() < entry.failure.until) {
      return Promise.reject(entry.failure.problem);
    }
    if (this.#pending >= pendingCapacity) return Promise.reject(busy());
    this.#makeRoom();
    this.#entries.set(key, entry);
    this.#pending += 1;
    delete entry.failure;
    entry.pending = make()
      .then((lease) => (entry.lease = lease))
      .catch((error: unknown) => {
        // An answer may ask the browsers to wait; until then the platform is spared, too.
        if (error instanceof Problem) {
          const seconds = error.details.retryAfter ?? coolOffSeconds;
          entry.failure = { problem: error, until: performance.now() + seconds * 1000 };
        }
        throw error;
      })
      .finally(() => {
        this.#pending -= 1;
        delete entry.pending;
      });
    return entry.pending;
  }

  #sweep(): void {
    const now = performance.now();
    if (now - this.#sweptAt < sweepEvery) return;
    this.#sweptAt = now;
    for (const [key, { lease, pending }] of this.#entries) {
      if (!pending && !(lease && remaining(lease) > 0)) this.#entries.delete(key);
    }
  }

  #makeRoom(): void {
    for (const [key, { pending }] of this.#entries) {
      if (this.#entries.size < capacity) break;
      if (!pending) this.#entries.delete(key);
    }
  }
}

function busy(): Refusal {
  return new Refusal({
    status: 503,
    kind: "sandbox-unavailable",
    detail: "Too many sandboxes are being made ready. Ask again in a moment.",
    retryAfter: 5,
  });
}

function isRetryable(error: unknown): boolean {
  return error instanceof Problem && error.details.retryAfter !== undefined;
}

export interface LeasedPreview extends PreviewAnswer {
  name: string;
  public: boolean;
}

/** What one caller was given: a session, and the previews of the sandbox. */
export interface SessionLease {
  session: { name: string; url: string; token: string; expiresAt: string };
  previews: readonly LeasedPreview[];
  /** How long the session had when it was asked for, in milliseconds. */
  life: number;
  /** Both clocks as the session was asked for. */
  requestedAt: ClockReading;
}

export interface ClockReading {
  wall: number;
  monotonic: number;
}

export function readClocks(): ClockReading {
  return { wall: Date.now(), monotonic: performance.now() };
}

/**
 * Milliseconds that the lease still has. The clock that ran further decides: the monotonic one
 * is right when the system sets the wall clock back, the wall clock when the machine slept.
 */
export function remaining({ requestedAt, life }: SessionLease): number {
  const now = readClocks();
  return life - Math.max(now.wall - requestedAt.wall, now.monotonic - requestedAt.monotonic);
}

/** A lease is handed out in the first half of its life: no page gets a session about to end. */
export function isFresh(lease: SessionLease): boolean {
  return remaining(lease) > lease.life / 2;
}

/** The answer of the endpoint. */
export function sessionAnswer(lease: SessionLease): SandboxSessionResponse {
  const left = remaining(lease);
  return {
    session: lease.session,
    preview_url: lease.previews[0]?.url ?? null,
    previews: Object.fromEntries(
      lease.previews.map((preview) => [preview.name, previewAnswer(preview)]),
    ),
    expires_in: seconds(left),
    // With a quarter left every instance gives a newer one, whichever is asked.
    refresh_in: seconds(Math.max(left - lease.life / 4, left / 2)),
    server_time: new Date().toISOString(),
  };
}

/** What the HTML may hold: public addresses. A private preview without its token shows a 401, so it waits. */
export function handoff(lease: SessionLease | undefined): SandboxHandoff {
  const previews = (lease?.previews ?? []).filter((preview) => preview.public);
  const main = lease?.previews[0];
  return {
    preview_url: main?.public ? main.url : null,
    previews: Object.fromEntries(previews.map(({ name, url }) => [name, { url }])),
    server_time: new Date().toISOString(),
  };
}

function previewAnswer({ url, token, expires_at }: LeasedPreview): PreviewAnswer {
  return token === undefined ? { url } : { url, token, expires_at };
}

function seconds(ms: number): number {
  return Math.max(0, Math.floor(ms / 100) / 10);
}

/** A session refused right after it was made is not made better by another one. */
const floor = 5_000;
const answerWithin = 5_000;

/** Whether the sandbox refuses the session of a lease. No answer proves nothing. */
async function isRefused({ session: { url, token } }: SessionLease): Promise<boolean> {
  try {
    const { body, status } = await fetch(`${url}/health`, {
      headers: { [SESSION_TOKEN_HEADER]: token },
      // The token is for this address alone.
      redirect: "manual",
      signal: AbortSignal.timeout(answerWithin),
    });
    await body?.cancel();
    return status === 401 || status === 403 || status === 404;
  } catch {
    return false;
  }
}
