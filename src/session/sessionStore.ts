import type { SandboxHandoff, SandboxSessionResponse } from "../wire";
import { faultError } from "./endpointErrors";
import { EndpointFault } from "./endpointFault";
import { holdSession } from "./heldSession";
import { createLifespan } from "./lifespan";
import { createObservers } from "./observers";
import { parseHandoff } from "./parseAnswer";
import { addressIn, noPreviews, readPreviewAddresses } from "./previewAddresses";
import { renewalDelay } from "./schedule";
import { emptyRecord, forgetSession, isUsable } from "./sessionRecord";
import { createSessionRequests, type SessionSourceOptions } from "./sessionRequests";
import type { SandboxSession } from "./sessionState";
import { createSessionWaits } from "./sessionWaits";
import { momentNow } from "./stopwatch";
import type { SharedSession } from "./storeContract";
import { takeSnapshot } from "./takeSnapshot";

export interface SessionStoreOptions extends SessionSourceOptions {
  id: string;
}

export function createSessionStore({ id, ...source }: SessionStoreOptions): SharedSession {
  const { environment, queryClient, queryKey } = source;
  const listeners = new Set<() => void>();
  const observers = createObservers();
  const lifespan = createLifespan(environment, { start, end });
  const { isRunning } = lifespan;
  const record = emptyRecord();
  const requests = createSessionRequests(record, source, { observers, isRunning, publish });
  const { timetable, tick } = requests;
  const { refresh, ...waits } = createSessionWaits(record, requests, environment, subscribe);
  let snapshot: SandboxSession | undefined;

  function publish() {
    snapshot = undefined;
    for (const listener of listeners) listener();
  }

  function start() {
    const offWake = environment.onWake(requests.wake);
    const offCache = queryClient.getQueryCache().subscribe(({ type, query }) => {
      // Somebody cleared the cache, as one does to sign out: nothing of what was may stay.
      if (type !== "removed" || query.queryKey !== queryKey) return;
      forget();
      publish();
      requests.attempt("first");
    });
    // A task later, since whoever starts it has yet to be counted in.
    queueMicrotask(() => {
      if (!record.held && !record.failure && timetable.reason === undefined) {
        requests.attempt("first");
      } else tick();
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
    requests.abandon();
    forgetSession(record);
    snapshot = undefined;
  }

  function look(held = record.held, nextRefreshAt = timetable.dueAt()) {
    const { failure, previews, notRenewed } = record;
    const isRefreshing = requests.asking !== undefined;
    return takeSnapshot({
      held,
      failure,
      previews,
      isRefreshing,
      notRenewed,
      nextRefreshAt,
      refresh,
    });
  }

  function seed(initial: SandboxHandoff | SandboxSessionResponse) {
    if (record.held || record.failure || requests.asking || isRunning()) return;
    const since = momentNow(environment);
    let given;
    try {
      const answer = parseHandoff(initial);
      record.previews = readPreviewAddresses(answer, noPreviews);
      const { session, serverTime } = answer;
      if (session) {
        const lifeMs = session.expiresAt - since.wall;
        given = holdSession(session, serverTime, lifeMs, since, ++record.generation);
      }
    } catch (error) {
      if (!(error instanceof EndpointFault)) throw error;
      record.failure = faultError(error);
      timetable.plan(0, "first");
    }
    // Hydration has to give what the server gave, whatever the clocks of the two say.
    serverSnapshot = look(given && { ...given, lifeMs: Infinity }, undefined);
    snapshot = undefined;
    record.held = given;
    if (!given) return;
    if (!isUsable(record)) record.held = undefined;
    else timetable.plan(renewalDelay(given.lifeMs, undefined, environment.random), "scheduled");
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
    peek: () => record.held?.credential,
    ...waits,
    credential(cancellable) {
      // Timers are late in a hidden tab, so whoever uses the session looks at the time as well.
      if (isRunning()) tick();
      return waits.credential(cancellable);
    },
    preview: (name) => addressIn(record.previews, name),
    observe: observers.add,
    hold: lifespan.keep,
    seed,
    setEndpoint: requests.setEndpoint,
  };
}
