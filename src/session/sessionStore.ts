import type { QueryClient } from "@tanstack/react-query";
import { SandboxError, isSandboxError } from "../errors";
import type { SandboxHandoff, SandboxSessionResponse } from "../wire";
import { anchorNow, elapsedSince, type Anchor } from "./anchor";
import { backoffDelay } from "./backoff";
import type { SessionCredential } from "./credential";
import type { SandboxEndpoint, SessionRequestReason } from "./endpoint";
import { holdSession, isSameSession, remainingMs, type HeldSession } from "./heldSession";
import { parseAnswer, type ParsedAnswer } from "./parseAnswer";
import { noPreviews, readPreviewAddresses, type PreviewAddresses } from "./previewAddresses";
import { requestAnswer } from "./requestAnswer";
import { REFRESH_FLOOR_MS, refreshDelay, renewalDelay } from "./schedule";
import type { SandboxSessionEvent } from "./sessionEvent";
import type { SandboxSession } from "./sessionState";
import { refusedError, tooLateError } from "./sessionErrors";
import type { Cancellable, SessionStore } from "./storeContract";
import { takeSnapshot } from "./takeSnapshot";
import { waitFor } from "./waiting";
import { onWake } from "./wake";

/** Longer timers overflow and fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** No two requests start closer together than this, even after failures. */
const RETRY_FLOOR_MS = 1_000;
const RETRY = { baseMs: 2_000, capMs: 60_000 };

export interface SessionStoreOptions {
  id: string;
  endpoint: SandboxEndpoint;
  sandbox: string | undefined;
  queryClient: QueryClient;
  queryKey: readonly unknown[];
  initial: SandboxHandoff | SandboxSessionResponse | undefined;
  onUsed: (store: SessionStore) => void;
  onUnused: (store: SessionStore) => void;
}

/** What one request brought, as the query cache sees it. */
class FetchedSession {
  constructor(
    readonly held: HeldSession | undefined,
    readonly previews: PreviewAddresses,
    readonly refreshInMs: number | undefined,
  ) {}
}

export function createSessionStore(options: SessionStoreOptions): SessionStore {
  const { id, endpoint, sandbox, queryClient, queryKey } = options;
  const listeners = new Set<() => void>();
  const observers = new Set<(event: SandboxSessionEvent) => void>();
  let users = 0;
  let running = false;
  let offWake = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  let abandon = new AbortController();

  let held: HeldSession | undefined;
  let previews = noPreviews;
  let failure: SandboxError | undefined;
  let failures = 0;
  let notRenewed = false;
  /** What the sandbox has refused: any other session is better, even one that ends sooner. */
  let refused: SessionCredential | undefined;
  let toldExpired = false;
  /** When the endpoint is asked next; `undefined` when only the user or a wake asks. */
  let due: { from: Anchor; delayMs: number; reason: SessionRequestReason } | undefined;
  let inFlight = false;
  let settled = 0;
  let lastStart: Anchor | undefined;
  let snapshot: SandboxSession | undefined;

  const isUsable = () => held !== undefined && remainingMs(held) > 0;
  const tell = (event: SandboxSessionEvent) => observers.forEach((observer) => observer(event));

  function publish() {
    snapshot = undefined;
    for (const listener of listeners) listener();
  }

  function floorMs(): number {
    if (!lastStart) return 0;
    const floor = failures === 0 && held ? REFRESH_FLOOR_MS : RETRY_FLOOR_MS;
    return floor - elapsedSince(lastStart);
  }

  function plan(delayMs: number, reason: SessionRequestReason) {
    due = { from: anchorNow(), delayMs: Math.max(delayMs, 0), reason };
    arm();
  }

  const dueInMs = () => (due ? due.delayMs - elapsedSince(due.from) : Infinity);

  function arm() {
    clearTimeout(timer);
    if (!running) return;
    const waits = [inFlight ? Infinity : dueInMs()];
    if (held && !toldExpired) waits.push(remainingMs(held));
    const wait = Math.min(...waits);
    if (wait === Infinity) return;
    timer = setTimeout(tick, Math.min(Math.max(wait, 0), LONGEST_TIMER_MS));
  }

  function tick() {
    if (held && !toldExpired && remainingMs(held) <= 0) {
      toldExpired = true;
      tell({ type: "expired", sandbox });
      publish();
    }
    if (due && dueInMs() <= 0) attempt(due.reason);
    arm();
  }

  /** Asks now, or as soon as the floor under the request rate allows. */
  function attempt(reason: SessionRequestReason, floor = floorMs()) {
    if (inFlight) return;
    if (floor > 0) {
      if (dueInMs() > floor) plan(floor, reason);
      return;
    }
    inFlight = true;
    due = undefined;
    const anchor = (lastStart = anchorNow());
    const { signal } = abandon;
    const generation = (held?.credential.generation ?? 0) + 1;
    publish();
    queryClient
      .fetchQuery({
        queryKey,
        queryFn: async () => {
          const answer = await requestAnswer(endpoint, { reason, sandbox }, signal);
          return read(answer, anchor, generation);
        },
        retry: false,
        networkMode: "always",
        staleTime: 0,
        gcTime: Infinity,
      })
      .then(
        (fetched) => signal.aborted || succeed(fetched, reason, elapsedSince(anchor)),
        (error: unknown) => signal.aborted || fail(error, reason, elapsedSince(anchor)),
      )
      .catch(throwLater);
  }

  const read = (answer: ParsedAnswer, anchor: Anchor, generation: number) =>
    new FetchedSession(
      holdSession(answer, anchor, generation),
      readPreviewAddresses(answer, previews),
      answer.refreshInMs,
    );

  function settle() {
    inFlight = false;
    settled++;
    publish();
    arm();
  }

  function succeed(fetched: FetchedSession, reason: SessionRequestReason, durationMs: number) {
    const type = failures > 0 ? "recovered" : held ? "refreshed" : "fetched";
    adopt(fetched);
    failures = 0;
    failure = undefined;
    tell({ type, reason, durationMs, notRenewed, sandbox });
    settle();
  }

  function adopt({ held: next, previews: nextPreviews, refreshInMs }: FetchedSession) {
    previews = nextPreviews;
    if (!next) return;
    const isRefused = held !== undefined && held.credential === refused;
    const isSame = held !== undefined && isSameSession(held.credential, next.credential);
    const gainedMs = held ? remainingMs(next) - remainingMs(held) : Infinity;
    notRenewed = isSame ? gainedMs < 1_000 : gainedMs <= 0 && !isRefused;
    if (!notRenewed) {
      // The same session with more time keeps its identity: nothing that uses it has to change.
      held = held && isSame ? { ...next, credential: held.credential } : next;
      toldExpired = false;
    }
    const delay = notRenewed
      ? renewalDelay(held ? remainingMs(held) : 0)
      : refreshDelay(next.lifetimeMs, refreshInMs) - elapsedSince(next.anchor);
    plan(delay, "scheduled");
  }

  function fail(cause: unknown, reason: SessionRequestReason, durationMs: number) {
    const error = isSandboxError(cause) ? cause : tooLateError("was cancelled", cause);
    failures++;
    failure = error;
    if (error.kind === "unauthorized" || error.kind === "forbidden") held = undefined;
    if (error.retryable) {
      plan(Math.max(backoffDelay(failures, RETRY), error.retryAfterMs ?? 0), "retry");
    }
    tell({ type: "failed", reason, durationMs, error, sandbox });
    settle();
  }

  function wake() {
    if (failure || dueInMs() <= 0) attempt("wake");
    tick();
  }

  function use(): () => void {
    users++;
    if (!running) start();
    let used = true;
    return () => {
      if (!used) return;
      used = false;
      users--;
      // A task later: an effect that is run again at once (StrictMode) must not end the session.
      if (users === 0) setTimeout(() => users === 0 && rest(), 0);
    };
  }

  function start() {
    running = true;
    options.onUsed(store);
    offWake = onWake(wake);
    if (!held && !failure) attempt("first");
    else if (dueInMs() <= 0 || failure) attempt("wake");
    arm();
  }

  function rest() {
    if (!running) return;
    running = false;
    clearTimeout(timer);
    offWake();
    if (inFlight) {
      abandon.abort();
      abandon = new AbortController();
      inFlight = false;
      snapshot = undefined;
      lastStart = undefined;
      due = { from: anchorNow(), delayMs: 0, reason: "first" };
    }
    options.onUnused(store);
  }

  const when = <Value>(read: () => Value | undefined, cancellable?: Cancellable) =>
    waitFor({
      read,
      watch: (check) => store.subscribe(check),
      signal: cancellable?.signal,
      reason: () => failure,
    });

  /** Waits for the outcome of a request that starts now or is under way. */
  async function ask(reason: SessionRequestReason, floor: number, cancellable?: Cancellable) {
    const before = settled;
    const asked = when(() => (settled > before ? true : undefined), cancellable);
    attempt(reason, floor);
    await asked;
    if (failure) throw failure;
  }

  /** Gets something newer than what was refused, sharing one request between all who ask. */
  async function exchange<Value>(newer: () => Value | undefined, cancellable?: Cancellable) {
    // A request that is under way may have been sent before the refusal: it gets a chance, not the last word.
    if (newer() === undefined && inFlight) await ask("rejected", 0, cancellable);
    if (newer() === undefined) await ask("rejected", floorMs(), cancellable);
    const value = newer();
    if (value === undefined) throw refusedError();
    return value;
  }

  const refresh = () => ask("requested", lastStart ? RETRY_FLOOR_MS - elapsedSince(lastStart) : 0);

  const look = () =>
    takeSnapshot({
      held,
      failure,
      previews,
      isRefreshing: inFlight,
      notRenewed,
      nextRefreshAt: due && new Date(due.from.wall + due.delayMs),
      refresh,
    });

  function takeInitial(initial: SandboxHandoff | SandboxSessionResponse) {
    try {
      adopt(read(parseAnswer(initial, { isHandoff: true }), anchorNow(), 1));
    } catch (error) {
      if (!isSandboxError(error)) throw error;
      failure = error;
    }
  }

  const store: SessionStore = {
    id,
    enabled: true,
    subscribe: (listener) => {
      listeners.add(listener);
      const stopUsing = use();
      return () => {
        listeners.delete(listener);
        stopUsing();
      };
    },
    getSnapshot: () => (snapshot ??= look()),
    getServerSnapshot: () => serverSnapshot,
    peek: () => held?.credential,
    credential: (cancellable) => {
      if (dueInMs() <= 0) attempt("scheduled");
      return when(() => {
        if (held && isUsable()) return held.credential;
        if (failure && !failure.retryable && !inFlight) throw failure;
        return undefined;
      }, cancellable);
    },
    replace: (used, cancellable) => {
      refused = used;
      const other = () => (held?.credential !== used && isUsable() ? held?.credential : undefined);
      return exchange(other, cancellable);
    },
    preview: (name) => (name === undefined ? previews.main : previews.byName.get(name)),
    replacePreview: (used, cancellable) => {
      const other = () => {
        const { main, byName } = previews;
        const now = main?.name === used.name ? main : byName.get(used.name);
        return now === used ? undefined : now;
      };
      return exchange(other, cancellable);
    },
    observe: (observer) => {
      observers.add(observer);
      return () => observers.delete(observer);
    },
  };
  if (options.initial) takeInitial(options.initial);
  const serverSnapshot = look();
  return store;
}

/** A listener's own error is its author's to see, and must not stop the session. */
const throwLater = (error: unknown) =>
  setTimeout(() => {
    throw error;
  }, 0);
