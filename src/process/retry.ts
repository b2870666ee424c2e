import { afterPause, backoffDelay, isAwake, onWake } from "../core";
import type { SandboxError } from "../errors";
import type { SessionStore } from "../session";

/** Pauses before what has failed for a passing reason is tried again. */
const PACE = { baseMs: 2_000, capMs: 60_000 };

interface Pending {
  readonly run: () => void;
  readonly cancel: () => void;
  /** The server asked to be left alone until then. */
  readonly notBefore: number;
}

/** Tries again what may work later: less and less often, and not in a tab that is hidden. */
export class Retry {
  #failures = 0;
  #pending: Pending | undefined;

  /** Runs it once it is worth another try after this failure, if ever. */
  later({ retryable, retryAfterMs = 0 }: SandboxError, run: () => void): void {
    this.cancel();
    if (!retryable) return;
    const pause = Math.max(backoffDelay(++this.#failures, PACE), retryAfterMs);
    const cancel = afterPause(pause, () => this.#run());
    this.#pending = { run, cancel, notBefore: performance.now() + retryAfterMs };
  }

  /** There is news: waits no longer, unless the server asked for that. */
  hurry(): void {
    if (this.#pending && performance.now() >= this.#pending.notBefore) this.#run();
  }

  cancel(): void {
    this.#pending?.cancel();
    this.#pending = undefined;
  }

  /** It has worked: the next failure is the first one again. */
  reset(): void {
    this.cancel();
    this.#failures = 0;
  }

  #run(): void {
    const pending = this.#pending;
    this.cancel();
    pending?.run();
  }
}

/**
 * Calls the listener when what failed, or was not there, may work by now: the tab is shown again, the
 * network is back, the session is another one. Not in a tab that has been hidden for long.
 */
export function onNews(store: SessionStore, listener: () => void): () => void {
  let known = store.peek();
  const notify = () => {
    if (isAwake()) listener();
  };
  const leaveSession = store.subscribe(() => {
    const credential = store.peek();
    const isAnother = credential !== undefined && credential !== known;
    known = credential;
    if (isAnother) notify();
  });
  const leavePage = onWake(notify, () => undefined);
  return () => {
    leaveSession();
    leavePage();
  };
}
