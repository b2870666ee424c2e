import { createEmitter } from "../../core";

/** How long a hidden tab keeps its streams: each keeps the sandbox awake, and Blaxel bills that. */
const LET_GO_MS = 60_000;

const changes = createEmitter<[awake: boolean]>();
let awake = true;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Whether somebody looks at this page, or did within the last minute. */
export function isAwake(): boolean {
  return awake;
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
