import { useSyncExternalStore } from "react";

const second = 1000;

/** The time in whole seconds, ticking. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / second)) * second;
}

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, second / 4);
  return () => clearInterval(timer);
}
