const HIDDEN_MS = 200;

/** Calls back at the next frame, or soon in a page that paints none. Returns how to call it off. */
export function atNextFrame(callback: () => void): () => void {
  if (typeof requestAnimationFrame === "function" && document.visibilityState === "visible") {
    const frame = requestAnimationFrame(callback);
    return () => cancelAnimationFrame(frame);
  }
  const timer = setTimeout(callback, typeof document === "undefined" ? 0 : HIDDEN_MS);
  return () => clearTimeout(timer);
}
