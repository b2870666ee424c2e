import type { QueryClient } from "@tanstack/react-query";
import type { SandboxError } from "../errors";
import type { SandboxHandoff, SandboxSessionResponse } from "../wire";
import {
  createLifespan,
  type Cancellable,
  chunkLostError,
  createEmitter,
  withTimeLimit,
} from "../core";
import { askEndpoint, type EarlyRequest } from "./askEndpoint";
import type { SandboxEndpoint, SandboxSessionEvent, SandboxSession } from "./types";
import { type SessionEnvironment, momentNow } from "./environment";
import { remainingMs, emptyRecord, forgetSession, toState } from "./sessionRecord";
import { addressIn, areSeen, previewsOf } from "./previewAddresses";
import { refresherChunk } from "./refresherChunk";
import { hydrateRecord } from "./hydrateRecord";
import type { SessionRefresher } from "./sessionRefresher";
import { WAIT_LIMIT_MS, type PreviewAddress, type SessionCredential } from "./credential";

export interface SessionStoreOptions {
  scope: unknown;
  endpoint: SandboxEndpoint;
  sandbox: string | undefined;
  queryClient: QueryClient | undefined;
  queryKey: readonly unknown[];
  environment: SessionEnvironment;
}

/**
 * What is known of a session, and its first request. All that comes after the first answer is the
 * refresher's, which is loaded meanwhile: the address of a preview does not wait for it.
 */
export function createSessionStore({
  scope,
  endpoint,
  sandbox,
  queryClient,
  queryKey,
  environment,
}: SessionStoreOptions): SharedSession {
  const changes = createEmitter();
  const events = createEmitter<[SandboxSessionEvent]>();
  const lifespan = createLifespan(environment.after, kept, start);
  /** Whether there are readers, or were a moment ago. */
  let isRunning = false;
  const record = emptyRecord();
  let abandoned = new AbortController();
  let early: EarlyRequest | undefined;
  let refresher: SessionRefresher | undefined;
  let stopLoading: (() => void) | undefined;
  /** Why there is no refresher. */
  let missing: SandboxError | undefined;
  let snapshot: SandboxSession | undefined;

  function publish() {
    snapshot = undefined;
    changes.emit();
  }

  /** Whether nothing has been heard or asked. */
  const isNew = () => !record.held && !record.failure && !record.asking;

  /** Asks before the refresher is there, and shows the previews that the answer names. */
  function askEarly() {
    const { signal } = abandoned;
    const since = momentNow(environment);
    record.startedAt = environment.monotonicMs();
    record.asking = "first";
    const asked = { reason: "first", sandbox, refused: undefined } as const;
    const answer = askEndpoint(endpoint, asked, environment, signal);
    // An endpoint function may have cleared the cache meanwhile.
    if (!signal.aborted) early = { since, answer };
    publish();
    answer.then(
      (handoff) => {
        if (signal.aborted) return;
        record.previews = previewsOf(handoff, record.previews, since);
        publish();
      },
      // The refresher reports it.
      () => undefined,
    );
  }

  function keep() {
    if (refresher) return;
    missing = undefined;
    stopLoading?.();
    stopLoading = refresherChunk.keepLoading({
      onLoad: engage,
      onLoss(error) {
        record.failure = missing = error;
        record.asking = early = undefined;
        record.settled++;
        publish();
      },
      after: environment.after,
    });
  }

  function engage({ createRefresher }: typeof import("./sessionRefresher")): SessionRefresher {
    if (refresher) return refresher;
    refresher = createRefresher({
      record,
      sandbox,
      queryClient,
      queryKey,
      environment,
      events,
      endpoint: () => endpoint,
      signal: () => abandoned.signal,
      isRunning: () => isRunning,
      publish,
      subscribe,
    });
    if (isRunning) resume();
    publish();
    return refresher;
  }

  function resume() {
    refresher?.start(early);
    early = undefined;
  }

  /** Calls on the refresher, waiting for it if need be. */
  const call = async <Value>(
    what: (refresher: SessionRefresher) => Promise<Value>,
    cancellable?: Cancellable,
  ): Promise<Value> => {
    const letGo = lifespan.use();
    const { after } = environment;
    const late = () => chunkLostError();
    const limit = { signal: cancellable?.signal, limitMs: WAIT_LIMIT_MS, late, after };
    try {
      if (!refresher && missing) throw missing;
      return await what(refresher ?? engage(await withTimeLimit(limit, refresherChunk.load)));
    } finally {
      letGo();
    }
  };

  const refresh = async () => {
    keep();
    await call((present) => present.refresh()).catch(() => undefined); // It shows in the state.
  };

  function kept() {
    const leaveCache = queryClient && enterCache(queryClient);
    return () => {
      leaveCache?.();
      forget();
      refresher?.removeQuery();
    };
  }

  /** Has its place in the query cache from the beginning, so that to clear the cache is to be forgotten. */
  function enterCache(client: QueryClient) {
    const cache = client.getQueryCache();
    const options = client.defaultQueryOptions({ queryKey, gcTime: Infinity });
    const remove = () => client.removeQueries({ queryKey, exact: true });
    // What a server or a disk has put there has no token, so it is no session.
    remove();
    cache.build(client, options);
    const offCache = cache.subscribe(({ type, query }) => {
      // The app cleared the cache, as it does to sign the user out: nothing of what was may stay.
      if (type !== "removed" || query.queryHash !== options.queryHash) return;
      cache.build(client, options);
      forget();
      if (isRunning) refresher?.attempt("first");
    });
    return () => {
      offCache();
      remove();
    };
  }

  function start() {
    isRunning = true;
    // A task later, since the reader that starts it has yet to be counted in.
    queueMicrotask(() => {
      if (!isRunning) return;
      if (refresher) return resume();
      if (isNew()) askEarly();
      keep();
    });
    return () => {
      isRunning = false;
      stopLoading?.();
      refresher?.rest();
    };
  }

  function forget() {
    abandoned.abort();
    abandoned = new AbortController();
    early = undefined;
    refresher?.clear();
    forgetSession(record);
    publish();
  }

  const look = (held = record.held) => toState({ ...record, held }, refresh, refresher?.dueAt());

  function hydrate(initial: SandboxHandoff | SandboxSessionResponse) {
    if (!isNew() || isRunning) return;
    const held = hydrateRecord(record, initial, environment);
    // Hydration has to give what the server gave, whatever the clocks of the two say.
    serverSnapshot = look(held && { ...held, lifetimeMs: Infinity });
    snapshot = undefined;
    if (held && remainingMs(held) > 0) record.held = held;
  }

  function subscribe(listener: () => void) {
    const unsubscribe = changes.subscribe(listener);
    const letGo = lifespan.use();
    return () => {
      unsubscribe();
      letGo();
    };
  }

  let serverSnapshot = look();
  return {
    scope,
    queryClient,
    queryKey,
    enabled: true,
    subscribe,
    getSnapshot: () => (snapshot ??= look()),
    getServerSnapshot: () => serverSnapshot,
    peek: () => record.held?.credential,
    credential: (options) => call((present) => present.credential(options), options),
    replace: (used, options) => call((present) => present.replace(used, options), options),
    replacePreview: (used, options) =>
      call((present) => present.replacePreview(used, options), options),
    preview: (name) => addressIn(record.previews, name),
    observe: events.subscribe,
    hold: lifespan.keep,
    hydrate,
    knows: (addresses) => isNew() || areSeen(addresses, record.previews),
    setEndpoint(next) {
      endpoint = next;
    },
  };
}

/**
 * One session of one sandbox, shared by everything on the page that uses it: fetched when the first
 * reader comes, renewed while there are readers, at rest when the last has gone.
 */
export interface SessionStore {
  /** Stands for the person who asks: what belongs to another scope must not stay on the page. */
  readonly scope: unknown;
  /** The application's query client; one of ours without it. */
  readonly queryClient?: QueryClient | undefined;
  /** The session's key in that client. Its query is removed when the session is forgotten. */
  readonly queryKey?: readonly unknown[];
  /** `false` when the provider says that nothing may start, or when there is none. */
  readonly enabled: boolean;
  /** Keeps the session alive and notifies the listener of every change of the snapshot. */
  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => SandboxSession;
  readonly getServerSnapshot: () => SandboxSession;
  /** The credential as it is known, without waiting; it may have been refused or ended. */
  readonly peek: () => SessionCredential | undefined;
  /** A credential with life left, waiting for one if need be. Rejects with a `SandboxError`. */
  readonly credential: (options?: Cancellable) => Promise<SessionCredential>;
  /** Another credential than `used`, which the sandbox has refused. */
  readonly replace: (used: SessionCredential, options?: Cancellable) => Promise<SessionCredential>;
  /** Where a preview answers; the main one without a name. */
  readonly preview: (name?: string) => PreviewAddress | undefined;
  /** Another address or token than `used`, which the gateway has refused. */
  readonly replacePreview: (used: PreviewAddress, options?: Cancellable) => Promise<PreviewAddress>;
  /** Reports what happens, for telemetry. */
  readonly observe: (listener: (event: SandboxSessionEvent) => void) => () => void;
}

/** What providers do to the store that they share. */
export interface SharedSession extends SessionStore {
  /** Keeps what is known, also while there are no readers, until the function it returns is called. */
  readonly hold: () => () => void;
  /** Takes over what a server knew, unless something newer is known. */
  readonly hydrate: (initial: SandboxHandoff | SandboxSessionResponse) => void;
  /** Whether it is of the sandbox whose preview addresses these are, as far as it can tell. */
  readonly knows: (addresses: string) => boolean;
  /** From now on asks here. */
  readonly setEndpoint: (endpoint: SandboxEndpoint) => void;
}
