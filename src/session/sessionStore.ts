import type { QueryClient } from "@tanstack/react-query";
import { isSandboxError, type SandboxError } from "../errors";
import type { SandboxHandoff, SandboxSessionResponse } from "../wire";
import { askEndpoint } from "./askEndpoint";
import { backoffDelay } from "./backoff";
import type { SessionCredential } from "./credential";
import type { SandboxEndpoint, SessionRequestReason } from "./endpoint";
import { isFinal } from "./endpointErrors";
import type { SessionEnvironment } from "./environment";
import {
  holdSession,
  isOldNews,
  isSameSession,
  lifeOf,
  remainingMs,
  type HeldSession,
} from "./heldSession";
import { createLifespan } from "./lifespan";
import { createObservers } from "./observers";
import { parseAnswer, type ParsedAnswer } from "./parseAnswer";
import { addressIn, noPreviews, readPreviewAddresses } from "./previewAddresses";
import { renewalDelay, repeatDelay } from "./schedule";
import { endedError, refusedError, tooLateError } from "./sessionErrors";
import type { SandboxSession } from "./sessionState";
import { momentNow, type Moment } from "./stopwatch";
import type { Cancellable, SharedSession } from "./storeContract";
import { takeSnapshot } from "./takeSnapshot";
import { createTimetable } from "./timetable";
import { waitFor } from "./waiting";

/** No two requests start closer together than this, whoever asks. */
export const REQUEST_FLOOR_MS = 1_000;
/** After a failure, only the user may ask again sooner than this. */
const FAILURE_FLOOR_MS = 5_000;
/** While somebody waits for a session. */
const RETRY = { baseMs: 2_000, capMs: 240_000 };
/** While there still is one. */
const UNHURRIED_RETRY = { baseMs: 8_000, capMs: 240_000 };
/** How long a caller waits for a session: longer than one attempt, whose own error says more. */
const WAIT_LIMIT_MS = 35_000;
/** The same session with this little more time is not a newer one: clocks are no more exact. */
const SAME_MS = 2_000;

export interface SessionStoreOptions {
  id: string;
  endpoint: SandboxEndpoint;
  sandbox: string | undefined;
  queryClient: QueryClient;
  queryKey: readonly unknown[];
  environment: SessionEnvironment;
}

export function createSessionStore({
  id,
  endpoint,
  sandbox,
  queryClient,
  queryKey,
  environment,
}: SessionStoreOptions): SharedSession {
  const { random } = environment;
  const listeners = new Set<() => void>();
  const observers = createObservers();
  const timetable = createTimetable(environment, tick);
  const lifespan = createLifespan(environment, { start, end });
  let abandon = new AbortController();

  let held: HeldSession | undefined;
  let previews = noPreviews;
  let failure: SandboxError | undefined;
  let failures = 0;
  let notRenewed = false;
  let generation = 0;
  /** The session that the sandbox has refused: any other is better, even one that ends sooner. */
  let refused: number | undefined;
  let toldExpired = false;
  let asking: SessionRequestReason | undefined;
  let lastReason: SessionRequestReason | undefined;
  let settled = 0;
  let snapshot: SandboxSession | undefined;

  const isUsable = () => held !== undefined && remainingMs(held) > 0;
  const isRefused = () => held !== undefined && held.credential.generation === refused;

  function publish() {
    snapshot = undefined;
    for (const listener of listeners) listener();
  }

  function arm() {
    if (lifespan.isRunning()) timetable.arm(held && !toldExpired ? remainingMs(held) : Infinity);
  }

  function tick() {
    if (held && !toldExpired && !isUsable()) {
      toldExpired = true;
      observers.tell({ type: "expired", sandbox });
      publish();
    }
    const { reason } = timetable;
    if (reason && timetable.dueInMs() <= 0) attempt(reason, REQUEST_FLOOR_MS);
    arm();
  }

  /** Asks now, or as soon as the floor under the request rate allows. */
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

  const floorFor = (reason: SessionRequestReason) =>
    failures > 0 || (reason === "rejected" && lastReason === reason)
      ? FAILURE_FLOOR_MS
      : REQUEST_FLOOR_MS;

  async function request(reason: SessionRequestReason): Promise<SessionCredential | null> {
    const { signal } = abandon;
    const since = momentNow(environment);
    timetable.started();
    asking = lastReason = reason;
    try {
      const asked = { reason, sandbox, refused: isRefused() ? held?.credential.name : undefined };
      const answer = await askEndpoint(endpoint, asked, environment, signal);
      signal.throwIfAborted();
      const type = failures > 0 ? "recovered" : held ? "refreshed" : "fetched";
      take(answer, since);
      if (isRefused()) throw refusedError();
      failures = 0;
      failure = undefined;
      observers.tell({ type, sandbox, reason, durationMs: since.elapsed(), notRenewed });
      return held?.credential ?? null;
    } catch (error) {
      if (!signal.aborted && isSandboxError(error)) {
        fail(error);
        observers.tell({ type: "failed", sandbox, reason, durationMs: since.elapsed(), error });
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

  function take(answer: ParsedAnswer, since: Moment) {
    const { session, serverTime = since.wall, refreshInMs } = answer;
    if (!session) return;
    const lifeMs = lifeOf(session.expiresAt, answer, since);
    previews = readPreviewAddresses(answer, previews, since.wall - serverTime);
    const leftMs = held ? remainingMs(held) : 0;
    const gainMs = lifeMs - since.elapsed() - leftMs;
    const hold = (number: number) => holdSession(session, answer.serverTime, lifeMs, since, number);
    const next = hold(generation + 1);
    const isSame = held !== undefined && isSameSession(held, next);
    notRenewed = isSame
      ? gainMs < SAME_MS || (held !== undefined && isOldNews(held, next))
      : leftMs > 0 && gainMs <= 0 && !isRefused();
    if (notRenewed && leftMs <= 0) throw endedError();
    if (!notRenewed) {
      // The same session with more time stays the one that others may know as used or refused.
      held = isSame ? hold(generation) : next;
      generation = held.credential.generation;
      toldExpired = false;
    }
    const tokens = [...previews.byName.values()].map(({ expiresAt = Infinity }) => expiresAt);
    const tokenMs = Math.min(...tokens.map((end) => end - since.wall).filter((ms) => ms > 0));
    timetable.plan(
      notRenewed
        ? repeatDelay(Math.min(leftMs, tokenMs))
        : renewalDelay(Math.min(lifeMs, tokenMs), refreshInMs, random) - since.elapsed(),
      "scheduled",
    );
  }

  function fail(error: SandboxError) {
    failures++;
    failure = error;
    timetable.clear();
    timetable.hush(error.retryAfterMs);
    if (error.kind === "unauthorized" || error.kind === "forbidden") held = undefined;
    if (isFinal(error)) return;
    const pace = isUsable() ? UNHURRIED_RETRY : RETRY;
    timetable.plan(
      error.retryAfterMs === undefined
        ? backoffDelay(failures, { ...pace, random })
        : // The least that is asked for; a little more keeps the clients apart.
          Math.max(error.retryAfterMs * (1 + random() / 10), REQUEST_FLOOR_MS),
      "retry",
    );
  }

  function wake() {
    if ((failure || timetable.dueInMs() <= 0) && !timetable.isQuiet()) attempt("wake");
    tick();
  }

  function start() {
    const offWake = environment.onWake(wake);
    const offCache = queryClient.getQueryCache().subscribe(({ type, query }) => {
      // Somebody cleared the cache, as one does to sign out: nothing of what was may stay.
      if (type !== "removed" || query.queryKey !== queryKey) return;
      forget();
      publish();
      attempt("first");
    });
    // A task later, since whoever starts it has yet to be counted in.
    queueMicrotask(() => {
      if (!held && !failure && timetable.reason === undefined) attempt("first");
      else tick();
    });
    return () => {
      timetable.disarm();
      offWake();
      offCache();
    };
  }

  function end() {
    forget();
    queryClient.removeQueries({ queryKey, exact: true });
  }

  function forget() {
    abandon.abort();
    abandon = new AbortController();
    held = failure = asking = snapshot = refused = undefined;
    timetable.clear();
    previews = noPreviews;
    notRenewed = false;
  }

  const when = <Value>(read: () => Value | undefined, cancellable?: Cancellable) =>
    waitFor(environment, {
      read,
      watch: subscribe,
      signal: cancellable?.signal,
      limitMs: WAIT_LIMIT_MS,
      late: () => failure ?? tooLateError(WAIT_LIMIT_MS),
    });

  /** Gets something newer than what was refused, sharing one request between all who ask. */
  function exchange<Value>(newer: () => Value | undefined, cancellable?: Cancellable) {
    const before = settled;
    return when(() => {
      const value = newer();
      if (value !== undefined || asking) return value;
      // An answer that was under way may be older than the refusal: it has a say, not the last one.
      if (settled > before && lastReason === "rejected") throw failure ?? refusedError();
      if (failure && (settled > before || timetable.dueInMs() > WAIT_LIMIT_MS)) throw failure;
      if (!failure) attempt("rejected");
      return undefined;
    }, cancellable);
  }

  const refresh = async () => {
    const before = settled;
    await when(() => {
      if (settled > before) return true;
      attempt("requested", REQUEST_FLOOR_MS);
      return undefined;
    }).catch(() => undefined); // It shows in the state, like any failure.
  };

  function look(shown = held, nextRefreshAt = timetable.dueAt()) {
    const isRefreshing = asking !== undefined;
    const figures = { failure, previews, isRefreshing, notRenewed, nextRefreshAt, refresh };
    return takeSnapshot({ held: shown, ...figures });
  }

  function seed(initial: SandboxHandoff | SandboxSessionResponse) {
    if (held || failure || asking || lifespan.isRunning()) return;
    const since = momentNow(environment);
    try {
      const answer = parseAnswer(initial, { isHandoff: true });
      previews = readPreviewAddresses(answer, noPreviews);
      const { session } = answer;
      const lifeMs = (session?.expiresAt ?? 0) - since.wall;
      if (session) held = holdSession(session, answer.serverTime, lifeMs, since, ++generation);
    } catch (error) {
      if (!isSandboxError(error)) throw error;
      failure = error;
    }
    // Hydration has to give what the server gave, whatever the clocks of the two say.
    serverSnapshot = look(held && { ...held, lifeMs: Infinity }, undefined);
    snapshot = undefined;
    if (!isUsable()) held = undefined;
    if (held) timetable.plan(renewalDelay(held.lifeMs, undefined, random), "scheduled");
    if (failure) timetable.plan(0, "first");
  }

  function subscribe(listener: () => void) {
    listeners.add(listener);
    const letGo = lifespan.use();
    return () => {
      listeners.delete(listener);
      letGo();
    };
  }

  let serverSnapshot = look();
  return {
    id,
    enabled: true,
    subscribe,
    getSnapshot: () => (snapshot ??= look()),
    getServerSnapshot: () => serverSnapshot,
    peek: () => held?.credential,
    credential(cancellable) {
      // Timers are late in a hidden tab, so whoever uses the session looks at the time as well.
      if (lifespan.isRunning()) tick();
      return when(() => {
        if (held && isUsable()) return held.credential;
        if (failure && !asking && timetable.dueInMs() > WAIT_LIMIT_MS) throw failure;
        return undefined;
      }, cancellable);
    },
    replace(used, cancellable) {
      if (held?.credential.generation === used.generation) refused = used.generation;
      const other = () =>
        held && isUsable() && held.credential.generation !== used.generation
          ? held.credential
          : undefined;
      return exchange(other, cancellable);
    },
    preview: (name) => addressIn(previews, name),
    replacePreview(used, cancellable) {
      const other = () => {
        const now = addressIn(previews, used.name);
        return now === used ? undefined : now;
      };
      return exchange(other, cancellable);
    },
    observe: observers.add,
    hold: lifespan.keep,
    seed,
    setEndpoint(next) {
      endpoint = next;
    },
  };
}
