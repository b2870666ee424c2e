import type { Terminal } from "@xterm/xterm";
import { copyText } from "../../process";

const isMac = (view: Window) => /mac|iphone|ipad/i.test(view.navigator.platform);

/** What is told of keys. */
export interface KeysHost {
  /** Whether Tab leaves the terminal now. */
  onLeave(leaves: boolean): void;
  /** What was selected is in the clipboard now, or the browser did not allow it. */
  onCopy(isCopied: boolean): void;
}

/**
 * Copies and pastes as the platform does: where Ctrl is the key for both, Ctrl-C interrupts only without a
 * selection. F6 lets Tab leave the terminal until it has the focus again.
 */
export function handleKeys(terminal: Terminal, place: HTMLElement, { onLeave, onCopy }: KeysHost) {
  const view = place.ownerDocument.defaultView ?? window;
  const hasCtrl = !isMac(view);
  let leaves = false;
  const setLeaves = (next: boolean) => {
    if (leaves === next) return;
    leaves = next;
    onLeave(next);
  };
  const onFocus = () => setLeaves(false);
  place.addEventListener("focusin", onFocus);

  terminal.attachCustomKeyEventHandler((event) => {
    const { key, ctrlKey, shiftKey, altKey, metaKey, type } = event;
    if (key === "F6" && !ctrlKey && !altKey && !metaKey) {
      event.preventDefault();
      if (type === "keydown") setLeaves(true);
      return false;
    }
    if (key === "Tab" && leaves) return false;
    if (!hasCtrl || !ctrlKey || altKey || metaKey) return true;
    const letter = key.toLowerCase();
    if (letter === "c" && terminal.hasSelection()) {
      if (type === "keydown") {
        // With Shift the browser has another use for it.
        if (shiftKey) event.preventDefault();
        copyText(terminal.getSelection(), place).then(
          () => {
            terminal.clearSelection();
            onCopy(true);
          },
          () => onCopy(false),
        );
      }
      return false;
    }
    // The browser pastes.
    return letter !== "v";
  });
  return { close: () => place.removeEventListener("focusin", onFocus) };
}
