import { delay } from "./abort";
import { createEmitter } from "./emitter";
import { isTabHidden } from "./hidden";

/** A tab that has been hidden for so long lets go of all that keeps a sandbox awake, which Blaxel bills. */
export const LONG_HIDDEN_MS = 60_000;

/** Documents of other windows in which something of the kit stands, and how much of it. */
const elsewhere = /* @__PURE__ */ new Map<Document, number>();
// Not an emitter, whose code the session would have to wait for.
const turns = /* @__PURE__ */ new EventTarget();
const onTurn = () => turns.dispatchEvent(new Event("turn"));

/**
 * Something of the kit stands in this document, until the function that is returned is called. In a
 * popup the user may look at it while the tab that has opened it is hidden.
 */
export function standIn(place: Document): () => void {
  if (place === document) return () => {};
  const count = elsewhere.get(place) ?? 0;
  elsewhere.set(place, count + 1);
  if (count === 0) place.addEventListener("visibilitychange", onTurn);
  onTurn();
  let stands = true;
  return () => {
    const left = (elsewhere.get(place) ?? 1) - 1;
    if (!stands) return;
    stands = false;
    elsewhere.set(place, left);
    if (left > 0) return;
    elsewhere.delete(place);
    place.removeEventListener("visibilitychange", onTurn);
    onTurn();
  };
}

/** A window that shows something of the kit, and paints frames. */
export function shownWindow(): Window | undefined {
  if (!isTabHidden()) return globalThis.window;
  for (const { visibilityState, defaultView } of elsewhere.keys()) {
    if (visibilityState === "visible" && defaultView) return defaultView;
  }
  return undefined;
}

/** Whether the user sees nothing of the kit: this tab is hidden, and so is all that it has opened. */
export const isHidden = (): boolean =>
  isTabHidden() && ![...elsewhere.keys()].some((place) => place.visibilityState === "visible");

function onVisibility(listener: () => void, { signal }: { signal: AbortSignal }): void {
  document.addEventListener("visibilitychange", listener, { signal });
  turns.addEventListener("turn", listener, { signal });
}

/**
 * Calls `wake` when a page comes back: its tab is visible again, the network is back, the page
 * returns from the back/forward cache or from being frozen. Timers may be late then. Calls `hide`
 * when the tab is hidden.
 */
export function onWake(wake: () => void, hide: () => void): () => void {
  if (typeof document === "undefined") return () => {};
  const over = new AbortController();
  const listen = (target: EventTarget, type: string, listener: (event: Event) => void) =>
    target.addEventListener(type, listener, over);
  onVisibility(() => (isHidden() ? hide() : wake()), over);
  listen(document, "resume", wake);
  listen(window, "online", wake);
  listen(window, "pageshow", (event) => {
    if ("persisted" in event && event.persisted === true) wake();
  });
  return () => over.abort();
}

const changes = /* @__PURE__ */ createEmitter<[awake: boolean]>();
let awake = true;
let timer: ReturnType<typeof setTimeout> | undefined;
let looking: AbortController | undefined;

/** Whether the tab is visible, or was within the last minute. Only while `onAwake` is used. */
export function isAwake(): boolean {
  // Another listener to the browser may ask before this one is called.
  return awake || !isHidden();
}

/** Waits, and at least until the user may see this page. Rejects like `delay`. */
export async function restingDelay(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, signal);
  while (!isAwake()) await awakening(signal);
}

function awakening(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      stopListening();
      signal.removeEventListener("abort", onAbort);
    };
    const onAbort = () => {
      leave();
      reject(signal.reason);
    };
    const stopListening = onAwake(() => {
      leave();
      resolve();
    });
    signal.addEventListener("abort", onAbort);
  });
}

/** Runs something after a pause, or once the page is awake again; returns what cancels it. */
export function afterPause(ms: number, run: () => void): () => void {
  const over = new AbortController();
  restingDelay(ms, over.signal).then(run, (reason: unknown) => {
    if (!over.signal.aborted) throw reason;
  });
  return () => over.abort();
}

/** Notifies the listener when the page falls asleep (hidden for a minute) and when it wakes. */
export function onAwake(listener: (awake: boolean) => void): () => void {
  if (typeof document === "undefined") return () => undefined;
  if (changes.size === 0) {
    looking = new AbortController();
    onVisibility(look, looking);
    look();
  }
  const stopListening = changes.subscribe(listener);
  return () => {
    stopListening();
    if (changes.size > 0) return;
    looking?.abort();
    clearTimeout(timer);
    awake = true;
  };
}

function look(): void {
  clearTimeout(timer);
  if (isHidden()) timer = setTimeout(() => set(false), LONG_HIDDEN_MS);
  else set(true);
}

function set(next: boolean): void {
  if (next === awake) return;
  awake = next;
  changes.emit(next);
}
