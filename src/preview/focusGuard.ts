import type { MouseEvent } from "react";
import type { Frame } from "./frame";

const AFTER_LOAD_MS = 1_000;
const TAB_MS = 500;

/**
 * Gives the focus back when the page in a frame takes it by itself: always while the frame is
 * covered, and for a second after each load, unless the reader points at the frame or tabs into it.
 * Later, a focus in the frame is the reader's own.
 */
export function guardFocus(frame: Frame, covered: () => boolean): () => void {
  let last: HTMLElement | undefined;
  let tabbedAt = -Infinity;
  const now = () => performance.now();

  const onFocus = ({ target }: { target: EventTarget | null }) => {
    if (target instanceof HTMLElement && target !== frame.element()) last = target;
  };
  const onKey = ({ key }: KeyboardEvent) => {
    if (key === "Tab") tabbedAt = now();
  };
  const onBlur = () => {
    const element = frame.element();
    if (!element || document.activeElement !== element) return;
    const entered = element.matches(":hover") || now() - tabbedAt < TAB_MS;
    if (!covered() && (entered || now() - frame.loadedAt() > AFTER_LOAD_MS)) return;
    // A task later: given back at once, the keys still go to the frame's process.
    setTimeout(() => {
      if (document.activeElement !== element) return;
      if (last?.isConnected) last.focus({ preventScroll: true });
      else element.blur();
    });
  };

  onFocus({ target: document.activeElement });
  // It may have been taken already.
  onBlur();
  document.addEventListener("focusin", onFocus);
  document.addEventListener("keydown", onKey, true);
  window.addEventListener("blur", onBlur);
  return () => {
    document.removeEventListener("focusin", onFocus);
    document.removeEventListener("keydown", onKey, true);
    window.removeEventListener("blur", onBlur);
  };
}

/**
 * For a button that goes away with its panel: the keyboard's place goes to the preview, where it
 * would otherwise fall back to the top of the page.
 */
export function leavePanel(act: () => void) {
  return ({ currentTarget }: MouseEvent<HTMLElement>): void => {
    const preview = currentTarget.closest<HTMLElement>(".blaxel-preview");
    if (preview) {
      preview.tabIndex = -1;
      preview.focus({ preventScroll: true });
    }
    act();
  };
}
