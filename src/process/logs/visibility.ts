import { createEmitter } from "../../core";
import { delay } from "./abort";

/** How long a hidden tab keeps its streams: each keeps the sandbox awake, and Blaxel bills that. */
const LET_GO_MS = 60_000;

const changes = createEmitter<[awake: boolean]>();
let awake = true;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Whether somebody looks at this page, or did within the last minute. Only while `onAwake` is used. */
export function isAwake(): boolean {
  // Another listener to the browser may ask before this one is told.
  return awake || document.visibilityState === "visible";
}

/** Waits, and not less than until somebody may look at this page. Rejects like `delay`. */
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

/** Tells the listener when the page falls asleep (hidden for a minute) and when it wakes. */
export function onAwake(listener: (awake: boolean) => void): () => void {
  if (typeof document === "undefined") return () => undefined;
  if (changes.size === 0) {
    document.addEventListener("visibilitychange", look);
    look();
  }
  const stopListening = changes.subscribe(listener);
  return () => {
    stopListening();
    if (changes.size > 0) return;
    document.removeEventListener("visibilitychange", look);
    clearTimeout(timer);
    awake = true;
  };
}

function look(): void {
  clearTimeout(timer);
  if (document.visibilityState === "hidden") timer = setTimeout(() => set(false), LET_GO_MS);
  else set(true);
}

function set(next: boolean): void {
  if (next === awake) return;
  awake = next;
  changes.emit(next);
}
