/**
 * Calls `listener` when a page comes back: its tab is visible again, the network is back, the page
 * returns from the back/forward cache or from being frozen. Timers may be late then.
 */
export function onWake(listener: () => void): () => void {
  if (typeof document === "undefined") return () => {};
  const whenVisible = () => {
    if (document.visibilityState === "visible") listener();
  };
  const whenRestored = (event: PageTransitionEvent) => {
    if (event.persisted) listener();
  };
  document.addEventListener("visibilitychange", whenVisible);
  document.addEventListener("resume", listener);
  window.addEventListener("online", listener);
  window.addEventListener("pageshow", whenRestored);
  return () => {
    document.removeEventListener("visibilitychange", whenVisible);
    document.removeEventListener("resume", listener);
    window.removeEventListener("online", listener);
    window.removeEventListener("pageshow", whenRestored);
  };
}
