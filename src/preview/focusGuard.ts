const AFTER_LOAD_MS = 1_000;
const TAB_MS = 500;

/**
 * Gives the focus back when the page in a frame takes it by itself: always while the frame is
 * covered, and for a second after each load, unless the reader points at the frame or tabs into it.
 * Later, a focus in the frame is the reader's own.
 */
export function guardFocus(
  frame: () => HTMLIFrameElement | undefined,
  covered: () => boolean,
  loadedAt: () => number,
): () => void {
  let last: HTMLElement | undefined;
  let tabbedAt = -Infinity;
  const now = () => performance.now();

  const onFocus = ({ target }: FocusEvent) => {
    if (target instanceof HTMLElement && target !== frame()) last = target;
  };
  const onKey = ({ key }: KeyboardEvent) => {
    if (key === "Tab") tabbedAt = now();
  };
  const onBlur = () => {
    const element = frame();
    if (!element || document.activeElement !== element) return;
    const entered = element.matches(":hover") || now() - tabbedAt < TAB_MS;
    if (!covered() && (entered || now() - loadedAt() > AFTER_LOAD_MS)) return;
    if (last?.isConnected) last.focus({ preventScroll: true });
    else element.blur();
    window.focus();
  };

  if (document.activeElement instanceof HTMLElement && document.activeElement !== frame()) {
    last = document.activeElement;
  }
  document.addEventListener("focusin", onFocus);
  document.addEventListener("keydown", onKey, true);
  window.addEventListener("blur", onBlur);
  return () => {
    document.removeEventListener("focusin", onFocus);
    document.removeEventListener("keydown", onKey, true);
    window.removeEventListener("blur", onBlur);
  };
}
