import { isHidden } from "./hidden";

/**
 * Calls `wake` when a page comes back: its tab is visible again, the network is back, the page
 * returns from the back/forward cache or from being frozen. Timers may be late then. Calls `hide` when
 * nobody sees it any more.
 */
export function onWake(wake: () => void, hide: () => void): () => void {
  if (typeof document === "undefined") return () => {};
  const over = new AbortController();
  const listen = (target: EventTarget, type: string, listener: (event: Event) => void) =>
    target.addEventListener(type, listener, over);
  listen(document, "visibilitychange", () => (isHidden() ? hide() : wake()));
  listen(document, "resume", wake);
  listen(window, "online", wake);
  listen(window, "pageshow", (event) => {
    if ("persisted" in event && event.persisted === true) wake();
  });
  return () => over.abort();
}
