import type { QueryClient } from "@tanstack/react-query";
import type { SandboxError } from "../errors";
import { askEndpoint } from "./askEndpoint";
import { backoffDelay } from "./backoff";
import type { SessionCredential } from "./credential";
import type { SandboxEndpoint, SessionRequestReason } from "./endpoint";
import { explain, isFinal, isRefusal } from "./endpointErrors";
import type { SessionEnvironment } from "./environment";
import { remainingMs } from "./heldSession";
import type { Observers } from "./observers";
import { refusedError } from "./sessionErrors";
import { isRefused, isUsable, takeAnswer, type SessionRecord } from "./sessionRecord";
import { momentNow } from "./stopwatch";
import { createTimetable, type Timetable } from "./timetable";

/** No two requests start closer together than this, whoever asks. */
export const REQUEST_FLOOR_MS = 1_000;
/** After a failure, only the user may ask again sooner than this. */
const FAILURE_FLOOR_MS = 5_000;
/** While somebody waits for a session. */
const RETRY = { baseMs: 2_000, capMs: 240_000 };
/** While there still is one. */
const UNHURRIED_RETRY = { baseMs: 8_000, capMs: 240_000 };

export interface SessionSourceOptions {
  endpoint: SandboxEndpoint;
  sandbox: string | undefined;
  queryClient: QueryClient;
  queryKey: readonly unknown[];
  environment: SessionEnvironment;
}

interface Surroundings {
  observers: Observers;
  /** Whether anybody needs the session, so that its timer may run. */
  isRunning: () => boolean;
  /** Tells the readers that something has changed. */
  publish: () => void;
}

/** Who asks the endpoint when, one request at a time, and puts down in the record what comes of it. */
export interface SessionRequests {
  readonly timetable: Timetable;
  /** Why the endpoint is being asked right now. */
  readonly asking: SessionRequestReason | undefined;
  /** Why it was asked last. */
  readonly lastReason: SessionRequestReason | undefined;
  /** How many requests have come to an end. */
  readonly settled: number;
  /** Asks now, or as soon as the floor under the request rate allows. */
  attempt: (reason: SessionRequestReason, floorMs?: number) => void;
  /** Does what is due by the clock. */
  tick: () => void;
  /** The page came back to life. */
  wake: () => void;
  /** Gives up the request that is under way. */
  abandon: () => void;
  setEndpoint: (endpoint: SandboxEndpoint) => void;
}

export function createSessionRequests(
  record: SessionRecord,
  { endpoint, sandbox, queryClient, queryKey, environment }: SessionSourceOptions,
  { observers, isRunning, publish }: Surroundings,
): SessionRequests {
  const { random } = environment;
  const timetable = createTimetable(environment, tick);
  let abandoned = new AbortController();
  let asking: SessionRequestReason | undefined;
  let lastReason: SessionRequestReason | undefined;
  let settled = 0;

  function arm() {
    const { held, toldExpired } = record;
    if (isRunning()) timetable.arm(held && !toldExpired ? remainingMs(held) : Infinity);
  }

  function tick() {
    if (record.held && !record.toldExpired && !isUsable(record)) {
      record.toldExpired = true;
      observers.tell({ type: "expired", sandbox });
      publish();
    }
    const { reason } = timetable;
    if (reason && timetable.dueInMs() <= 0) attempt(reason, REQUEST_FLOOR_MS);
    arm();
  }

  const floorFor = (reason: SessionRequestReason) =>
    record.failures > 0 || (reason === "rejected" && lastReason === reason)
      ? FAILURE_FLOOR_MS
      : REQUEST_FLOOR_MS;

  function attempt(reason: SessionRequestReason, floorMs = floorFor(reason)) {
    if (asking) return;
    const waitMs = timetable.waitMs(floorMs);
    if (waitMs > 0) {
      const dueInMs = timetable.dueInMs();
      // What is overdue (a device that slept, whose monotonic clock stood still) has to wait as well.
      if (dueInMs <= 0 || dueInMs > waitMs) timetable.plan(waitMs, reason);
      return arm();
    }
    asking = reason;
    timetable.clear();
    publish();
    queryClient
      .fetchQuery({
        queryKey,
        queryFn: () => request(reason),
        retry: false,
        networkMode: "always",
        staleTime: 0,
        gcTime: Infinity,
      })
      // The cache's view of it: `request` has told what happened.
      .catch(() => undefined);
  }

  async function request(reason: SessionRequestReason): Promise<SessionCredential | null> {
    const { signal } = abandoned;
    const since = momentNow(environment);
    timetable.started();
    asking = lastReason = reason;
    try {
      const refused = isRefused(record) ? record.held?.credential.name : undefined;
      const answer = await askEndpoint(endpoint, { reason, sandbox, refused }, environment, signal);
      signal.throwIfAborted();
      const type = record.failures > 0 ? "recovered" : record.held ? "refreshed" : "fetched";
      timetable.plan(takeAnswer(record, answer, since, random), "scheduled");
      if (isRefused(record)) throw refusedError();
      record.failures = 0;
      record.failure = undefined;
      const { notRenewed } = record;
      observers.tell({ type, sandbox, reason, durationMs: since.elapsed(), notRenewed });
      return record.held?.credential ?? null;
    } catch (thrown) {
      const durationMs = since.elapsed();
      const error = await explain(thrown, typeof endpoint === "function", environment);
      if (!signal.aborted) {
        fail(error);
        observers.tell({ type: "failed", sandbox, reason, durationMs, error });
      }
      throw error;
    } finally {
      if (!signal.aborted) {
        asking = undefined;
        settled++;
        publish();
        arm();
      }
    }
  }

  function fail(error: SandboxError) {
    record.failures++;
    record.failure = error;
    timetable.clear();
    timetable.hush(error.retryAfterMs);
    if (isRefusal(error)) record.held = undefined;
    if (isFinal(error)) return;
    const pace = isUsable(record) ? UNHURRIED_RETRY : RETRY;
    timetable.plan(
      error.retryAfterMs
        ? // The least that is asked for; a little more keeps the clients apart.
          Math.max(error.retryAfterMs * (1 + random() / 10), REQUEST_FLOOR_MS)
        : backoffDelay(record.failures, { ...pace, random }),
      "retry",
    );
  }

  return {
    timetable,
    get asking() {
      return asking;
    },
    get lastReason() {
      return lastReason;
    },
    get settled() {
      return settled;
    },
    attempt,
    tick,
    wake() {
      if ((record.failure || timetable.dueInMs() <= 0) && !timetable.isQuiet()) attempt("wake");
      tick();
    },
    abandon() {
      abandoned.abort();
      abandoned = new AbortController();
      asking = undefined;
      timetable.clear();
    },
    setEndpoint(next) {
      endpoint = next;
    },
  };
}
