/**
 * Calls `listener` when a page comes back: its tab is visible again, the network is back, the page
 * returns from the back/forward cache or from being frozen. Timers may be late then.
 */
export function onWake(listener: () => void): () => void {
  if (typeof document === "undefined") return () => {};
  const over = new AbortController();
  const listen = (target: EventTarget, type: string, isBack: (event: Event) => boolean) =>
    target.addEventListener(
      type,
      (event) => {
        if (isBack(event)) listener();
      },
      over,
    );
  listen(document, "visibilitychange", () => document.visibilityState === "visible");
  listen(document, "resume", () => true);
  listen(window, "online", () => true);
  listen(window, "pageshow", (event) => "persisted" in event && event.persisted === true);
  return () => over.abort();
}
