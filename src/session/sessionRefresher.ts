// Keeps a session alive: renewals, retries, wakes. Loaded while the first answer is under way.
import type { QueryClient } from "@tanstack/react-query";
import type { SandboxError } from "../errors";
import { backoffDelay, isHidden, onWake, type Emitter } from "../core";
import { askEndpoint, type EarlyRequest } from "./askEndpoint";
import type { SandboxEndpoint, SessionRequestReason, SandboxSessionEvent } from "./types";
import { isFinal, isRefusal, notReadyError, refusedError, toEndpointError } from "./endpointErrors";
import { type SessionEnvironment, momentNow } from "./environment";
import { isBeingMade, remainingMs, type SessionRecord } from "./sessionRecord";
import { isRefused, isUsable } from "./recordChecks";
import { renewalDelay, createRefreshScheduler } from "./refreshScheduler";
import { createSessionQuery } from "./sessionQuery";
import { createSessionWaits, type SessionWaits } from "./sessionWaits";
import type { SessionStore } from "./sessionStore";
import { applyResponse } from "./applyResponse";
import { ownClient } from "./ownClient";

/** No two requests start closer together than this, for any reason. */
export const REQUEST_FLOOR_MS = 1_000;
/** After a failure, only the user may ask again sooner than this. */
const FAILURE_FLOOR_MS = 5_000;
/** How late a timer of a hidden page may be, which runs once a minute, and a request after it. */
const HIDDEN_DELAY_MS = 65_000;
/** While components wait for a session. */
const RETRY = { baseMs: 2_000, capMs: 300_000 };
/** While there still is one. */
const UNHURRIED_RETRY = { baseMs: 8_000, capMs: 300_000 };

/** For so long the backend may say that the sandbox is being made ready before that is an error. */
const READY_LIMIT_MS = 120_000;

export interface RefreshedSession {
  readonly record: SessionRecord;
  readonly sandbox: string | undefined;
  /** The application's client; one of ours without it. */
  readonly queryClient: QueryClient | undefined;
  readonly queryKey: readonly unknown[];
  readonly environment: SessionEnvironment;
  readonly events: Emitter<[SandboxSessionEvent]>;
  /** Where to ask, now. */
  readonly endpoint: () => SandboxEndpoint;
  /** Aborts when no component needs the answer any more. */
  readonly signal: () => AbortSignal;
  /** Whether a component needs the session, so that its timer may run. */
  readonly isRunning: () => boolean;
  /** Notifies the readers that something has changed. */
  readonly publish: () => void;
  readonly subscribe: SessionStore["subscribe"];
}

/** Asks the endpoint when due, one request at a time, and records what comes of it. */
export interface SessionRefresher extends SessionWaits {
  /** Takes up the work, and what was asked before the refresher came. */
  start: (early: EarlyRequest | undefined) => void;
  /** Puts it down until the next `start`. */
  rest: () => void;
  /** Takes the session out of the query client. */
  removeQuery: () => void;
  /** Drops what was planned. */
  clear: () => void;
  /** Asks now, or as soon as the floor under the request rate allows. */
  attempt: (reason: SessionRequestReason) => void;
  /** When the endpoint is asked next. */
  dueAt: () => Date | undefined;
}

export function createRefresher({
  record,
  sandbox,
  queryClient = ownClient(),
  queryKey,
  environment,
  events,
  endpoint,
  signal: currentSignal,
  isRunning,
  publish,
  subscribe,
}: RefreshedSession): SessionRefresher {
  const { random = Math.random } = environment;
  const scheduler = createRefreshScheduler(environment, tick);
  const known = () => record.held?.credential;
  const query = createSessionQuery(queryClient, queryKey, { known, fetch });
  let underWay = Promise.resolve();
  /** Since when the backend has said nothing but that the sandbox is being made ready. */
  let makingSince = 0;
  const { held: hydrated } = record;
  if (hydrated) scheduler.plan(renewalDelay(hydrated.lifetimeMs, undefined, random), "scheduled");
  else if (record.failure) scheduler.plan(0, "first");

  function arm() {
    const { held, isExpiryReported } = record;
    if (!isRunning()) return;
    scheduler.arm(held && !isExpiryReported ? remainingMs(held) : Infinity, headStartMs());
  }

  /** How much sooner than planned a hidden page renews, whose timers may be too late otherwise. */
  function headStartMs() {
    const { held } = record;
    if (!held || scheduler.reason !== "scheduled") return 0;
    if (!(environment.isHidden ?? isHidden)()) return 0;
    const spareMs = remainingMs(held) - scheduler.dueInMs();
    return Math.min(Math.max(HIDDEN_DELAY_MS - spareMs, 0), scheduler.plannedMs() / 4);
  }

  function tick() {
    if (record.held && !record.isExpiryReported && !isUsable(record)) {
      record.isExpiryReported = true;
      publish();
      events.emit({ type: "expired", sandbox });
    }
    const { reason } = scheduler;
    if (reason && scheduler.dueInMs() <= headStartMs()) attempt(reason, REQUEST_FLOOR_MS);
    arm();
  }

  function floorFor(reason: SessionRequestReason) {
    if (reason === "requested") return REQUEST_FLOOR_MS;
    return record.failures > 0 || (reason === "rejected" && record.lastReason === reason)
      ? FAILURE_FLOOR_MS
      : REQUEST_FLOOR_MS;
  }

  function attempt(reason: SessionRequestReason, floorMs = floorFor(reason)) {
    if (record.asking) return;
    // By the monotonic clock: the floor has to hold whatever the wall clock says.
    const waitMs = record.startedAt + floorMs - environment.monotonicMs();
    if (waitMs > 0) {
      const dueInMs = scheduler.dueInMs();
      // What is overdue (a device that slept, whose monotonic clock stood still) has to wait as well.
      if (dueInMs <= 0 || dueInMs > waitMs) scheduler.plan(waitMs, reason);
      return arm();
    }
    begin(reason);
  }

  function begin(reason: SessionRequestReason, early?: EarlyRequest) {
    record.asking = reason;
    scheduler.clear();
    publish();
    underWay = request(reason, early);
    query.fetch();
  }

  async function request(reason: SessionRequestReason, early: EarlyRequest | undefined) {
    const signal = currentSignal();
    const since = early?.since ?? momentNow(environment);
    if (!early) record.startedAt = environment.monotonicMs();
    record.lastReason = reason;
    try {
      const refused = isRefused(record) ? record.held?.credential.name : undefined;
      const asked = { reason, sandbox, refused };
      const answer = await (early?.answer ?? askEndpoint(endpoint(), asked, environment, signal));
      signal.throwIfAborted();
      const type = record.failures > 0 ? "recovered" : record.held ? "refreshed" : "fetched";
      scheduler.plan(applyResponse(record, answer, since, random), "scheduled");
      if (isRefused(record)) throw refusedError();
      record.failures = 0;
      record.failure = undefined;
      const { notRenewed } = record;
      settle({ type, sandbox, reason, durationMs: since.elapsed(), notRenewed });
    } catch (thrown) {
      if (signal.aborted) return;
      const error = toEndpointError(thrown, typeof endpoint() === "function", environment);
      fail(error);
      settle({ type: "failed", sandbox, reason, durationMs: since.elapsed(), error });
    }
  }

  /** Ends a request. Its event comes last: a listener may look at the state, and call back. */
  function settle(event: SandboxSessionEvent) {
    record.asking = undefined;
    record.settled++;
    publish();
    arm();
    events.emit(event);
  }

  /** Whether a page that waits for its first session has waited enough, or would have by the next answer. */
  function isOverdue(error: SandboxError) {
    const isMaking = !record.held && isBeingMade(error);
    const now = environment.monotonicMs();
    if (!isMaking || !record.failure) makingSince = now;
    if (!isMaking) return false;
    return now + (error.retryAfterMs ?? 0) - makingSince > READY_LIMIT_MS;
  }

  function fail(error: SandboxError) {
    record.failures++;
    record.failure = isOverdue(error) ? notReadyError(READY_LIMIT_MS, error) : error;
    scheduler.clear();
    scheduler.pauseFor(error.retryAfterMs);
    if (isRefusal(error)) record.held = undefined;
    if (isFinal(error)) return;
    const pace = isUsable(record) ? UNHURRIED_RETRY : RETRY;
    scheduler.plan(
      error.retryAfterMs
        ? // The least that is asked for; a little more keeps the clients apart.
          Math.max(error.retryAfterMs * (1 + random() / 10), REQUEST_FLOOR_MS)
        : backoffDelay(record.failures, { ...pace, random }),
      "retry",
    );
  }

  const { dueInMs } = scheduler;
  const waits = createSessionWaits(record, environment, { attempt, dueInMs, subscribe });
  function wake() {
    if ((record.failure || scheduler.dueInMs() <= 0) && !scheduler.isQuiet()) attempt("wake");
    tick();
  }

  /** The credential for the query client. */
  async function fetch() {
    if (record.asking) await underWay;
    // It is the application that asks, not the user: what has just failed is left alone for longer.
    else if (!scheduler.isQuiet()) {
      await waits.refresh(() => attempt("requested", floorFor("scheduled")));
    }
    if (record.failure) throw record.failure;
    return known();
  }

  let stop = () => {};
  return {
    start(early) {
      stop();
      const offWake = (environment.onWake ?? onWake)(wake, arm);
      if (early) begin("first", early);
      else if (!record.held && !record.failure && scheduler.reason === undefined) attempt("first");
      else tick();
      const unused = query.use();
      stop = () => {
        scheduler.disarm();
        offWake();
        unused();
      };
    },
    rest: () => stop(),
    removeQuery: () => queryClient.removeQueries({ queryKey, exact: true }),
    clear: scheduler.clear,
    attempt,
    dueAt: scheduler.dueAt,
    ...waits,
    credential(cancellable) {
      // Timers are late in a hidden tab, so each use of the session looks at the time as well.
      if (isRunning()) tick();
      return waits.credential(cancellable);
    },
  };
}
