import { REQUEST_FLOOR_MS, type SessionRequests } from "./sessionRequests";
import type { SessionEnvironment } from "./environment";
import { addressIn } from "./previewAddresses";
import { refusedError } from "./sessionErrors";
import { timeoutError } from "./endpointErrors";
import { isUsable, type SessionRecord } from "./sessionRecord";
import type { Cancellable, SessionStore } from "./storeContract";
import { waitFor } from "./waiting";

/** How long a caller waits for a session: longer than one attempt, whose own error says more. */
const WAIT_LIMIT_MS = 35_000;

interface SessionWaits extends Pick<SessionStore, "credential" | "replace" | "replacePreview"> {
  refresh: () => Promise<void>;
}

/** What callers can wait for: a session, another one than they have, or the end of a request. */
export function createSessionWaits(
  record: SessionRecord,
  requests: SessionRequests,
  environment: SessionEnvironment,
  subscribe: SessionStore["subscribe"],
): SessionWaits {
  const { attempt, timetable } = requests;

  const when = <Value>(read: () => Value | undefined, cancellable?: Cancellable) =>
    waitFor(environment, {
      read,
      watch: subscribe,
      signal: cancellable?.signal,
      limitMs: WAIT_LIMIT_MS,
      late: () => record.failure ?? timeoutError(WAIT_LIMIT_MS),
    });

  /** Gets something newer than what was refused, sharing one request between all who ask. */
  function exchange<Value>(newer: () => Value | undefined, cancellable?: Cancellable) {
    const before = requests.settled;
    return when(() => {
      const value = newer();
      if (value !== undefined || requests.asking) return value;
      const { failure } = record;
      const isSettled = requests.settled > before;
      // An answer that was under way may be older than the refusal: it has a say, not the last one.
      if (isSettled && requests.lastReason === "rejected") throw failure ?? refusedError();
      if (failure && (isSettled || timetable.dueInMs() > WAIT_LIMIT_MS)) throw failure;
      if (!failure) attempt("rejected");
      return undefined;
    }, cancellable);
  }

  return {
    credential: (cancellable) =>
      when(() => {
        const { held, failure } = record;
        if (held && isUsable(record)) return held.credential;
        if (failure && !requests.asking && timetable.dueInMs() > WAIT_LIMIT_MS) throw failure;
        return undefined;
      }, cancellable),
    replace(used, cancellable) {
      if (record.held?.credential.generation === used.generation) record.refused = used.generation;
      return exchange(() => {
        const { held } = record;
        return held && isUsable(record) && held.credential.generation !== used.generation
          ? held.credential
          : undefined;
      }, cancellable);
    },
    replacePreview: (used, cancellable) =>
      exchange(() => {
        const now = addressIn(record.previews, used.name);
        return now === used ? undefined : now;
      }, cancellable),
    async refresh() {
      const before = requests.settled;
      await when(() => {
        if (requests.settled > before) return true;
        attempt("requested", REQUEST_FLOOR_MS);
        return undefined;
      }).catch(() => undefined); // It shows in the state, like any failure.
    },
  };
}
