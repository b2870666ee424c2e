import { type Cancellable, withTimeLimit } from "../core";
import { WAIT_LIMIT_MS } from "./credential";
import type { SessionRequestReason } from "./types";
import type { SessionEnvironment } from "./environment";
import { addressIn } from "./previewAddresses";
import { refusedError, timeoutError } from "./endpointErrors";
import type { SessionRecord } from "./sessionRecord";
import { isUsable } from "./recordChecks";
import type { SessionStore } from "./sessionStore";

export interface SessionWaits extends Pick<
  SessionStore,
  "credential" | "replace" | "replacePreview"
> {
  /** Waits for the end of a request, which `ask` makes if there is none. Default: as the user asks. */
  refresh: (ask?: () => void) => Promise<void>;
}

/** What makes a session come. */
interface Source {
  /** Asks the endpoint, now or as soon as it may be. */
  attempt: (reason: SessionRequestReason) => void;
  /** When it is asked next, in milliseconds; `Infinity` when only the user or a wake asks. */
  dueInMs: () => number;
  subscribe: SessionStore["subscribe"];
}

/** What callers can wait for: a session, another one than they have, or the end of a request. */
export function createSessionWaits(
  record: SessionRecord,
  environment: SessionEnvironment,
  { attempt, dueInMs, subscribe }: Source,
): SessionWaits {
  const when = <Value>(read: () => Value | undefined, cancellable?: Cancellable) =>
    waitFor(environment, {
      read,
      watch: subscribe,
      signal: cancellable?.signal,
      late: () => record.failure ?? timeoutError(WAIT_LIMIT_MS),
    });

  /** Gets something newer than what was refused, sharing one request between all callers. */
  function exchange<Value>(newer: () => Value | undefined, cancellable?: Cancellable) {
    const before = record.settled;
    return when(() => {
      const value = newer();
      if (value !== undefined || record.asking) return value;
      const { failure } = record;
      const isSettled = record.settled > before;
      // An answer that was under way may be older than the refusal: it has a say, not the last one.
      if (isSettled && record.lastReason === "rejected") throw failure ?? refusedError();
      if (failure && (isSettled || dueInMs() > WAIT_LIMIT_MS)) throw failure;
      if (!failure) attempt("rejected");
      return undefined;
    }, cancellable);
  }

  return {
    credential: (cancellable) =>
      when(() => {
        const { held, failure } = record;
        if (held && isUsable(record)) return held.credential;
        if (failure && !record.asking && dueInMs() > WAIT_LIMIT_MS) throw failure;
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
    async refresh(ask = () => attempt("requested")) {
      const before = record.settled;
      await when(() => {
        if (record.settled > before) return true;
        ask();
        return undefined;
      }).catch(() => undefined); // It shows in the state, like any failure.
    },
  };
}

interface Waiting<Value> {
  /** Gives the value, throws, or returns `undefined` while it is not there yet. */
  read: () => Value | undefined;
  /** Calls back on every change, until the function that it returns is called. */
  watch: (check: () => void) => () => void;
  signal: AbortSignal | undefined;
  /** What to reject with when the time is up. */
  late: () => Error;
}

/** Waits for a value that changes bring, for a while. */
export function waitFor<Value>(
  { after }: SessionEnvironment,
  { read, watch, signal, late }: Waiting<Value>,
): Promise<Value> {
  return withTimeLimit({ signal, limitMs: WAIT_LIMIT_MS, late, after }, async (over) => {
    let stop = () => {};
    try {
      return await new Promise<Value>((resolve, reject) => {
        over.addEventListener("abort", reject);
        const check = () => {
          try {
            const value = read();
            if (value !== undefined) resolve(value);
          } catch (error) {
            reject(error);
          }
        };
        stop = watch(check);
        check();
      });
    } finally {
      stop();
    }
  });
}
