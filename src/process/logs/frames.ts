const HIDDEN_MS = 200;

/** Calls back at the next frame, or soon in a page that paints none. */
export function atNextFrame(callback: () => void): void {
  if (typeof document === "undefined") setTimeout(callback);
  else if (document.visibilityState === "visible") requestAnimationFrame(callback);
  else setTimeout(callback, HIDDEN_MS);
}
