import type { MouseEvent } from "react";
import type { Frame } from "./frame";

const AFTER_LOAD_MS = 1_000;
const TAB_MS = 500;
/** For so long after a key or a press browsers say that the user is active, at most. */
const ACTIVATION_MS = 5_000;
/** So many times an app may take the focus by itself before a pointer over it proves nothing more. */
const TOLERATED = 3;
/** How often to look while this page does not have the focus, when no event says that the frame took it. */
const AWAY_MS = 200;

/**
 * Gives the focus back whenever the page in a frame takes it by itself: a frame that is covered never
 * keeps it, and one that is shown does only if the user has pressed something in it or come by Tab.
 * What a user presses in a frame of another origin is not told to this page, but it makes the user
 * active here, too; within the time that a key or a press of this page explains as well, the pointer
 * has to have come onto the frame since the last key.
 */
export function guardFocus(frame: Frame, covered: () => boolean, document: Document): () => void {
  const { defaultView: window } = document;
  // A document without a window shows nothing.
  if (!window) return () => {};
  const over = new AbortController();
  let last: HTMLElement | undefined;
  // Older browsers do not say whether the user is active.
  const isActive = () => window.navigator.userActivation?.isActive;
  /** When the user last pressed something in this page, as far as that is known. */
  let actedAt = (isActive() ?? true) ? performance.now() : -Infinity;
  let tab: KeyboardEvent | undefined;
  let isPointed = false;
  let isInside = false;
  let isElsewhere = false;
  let thefts = 0;
  let away: ReturnType<typeof setTimeout> | undefined;
  const since = (moment: number) => performance.now() - moment;

  const isEntered = () => {
    const active = isActive();
    return (
      // An editor may have made it an indent.
      (tab && !tab.defaultPrevented && since(tab.timeStamp) < TAB_MS) ||
      (active && !isElsewhere && since(actedAt) > ACTIVATION_MS) ||
      ((active ?? true) && isPointed && thefts < TOLERATED)
    );
  };
  const look = (entered = isEntered()) => {
    clearTimeout(away);
    const element = frame.element();
    if (over.signal.aborted) return;
    const { activeElement } = document;
    const isTaken = element !== undefined && activeElement === element;
    isInside = isTaken && !covered() && (entered || isInside);
    // Of two frames no event says which of them has it.
    isElsewhere = !isTaken && activeElement?.localName === "iframe";
    if (isElsewhere && canFocus(activeElement)) last = activeElement;
    if (isInside || (!isTaken && !isElsewhere && document.hasFocus())) return;
    if (!document.hidden) away = setTimeout(look, AWAY_MS);
    if (!isTaken) return;
    if (!covered() && since(frame.loadedAt()) > AFTER_LOAD_MS) thefts++;
    last?.focus({ preventScroll: true });
    // What had it may be gone, or was the page as a whole.
    if (document.activeElement === element) element.blur();
  };
  const onFocus = ({ target }: { target: EventTarget | null }) => {
    if (target === frame.element()) return;
    isInside = isElsewhere = false;
    // By Tab the user came here, and not into the frame.
    tab = undefined;
    if (canFocus(target)) last = target;
  };
  // On the window, before a listener of the page can keep an event from others.
  const listen = (type: string, listener: (event: Event) => void) =>
    window.addEventListener(type, listener, { capture: true, signal: over.signal });

  onFocus({ target: document.activeElement });
  // It may have been taken already.
  look();
  listen("focus", onFocus);
  listen("visibilitychange", () => look());
  listen("keydown", (event) => {
    actedAt = performance.now();
    isPointed = false;
    tab = isTab(event) ? event : undefined;
  });
  for (const type of ["pointerdown", "pointerup"]) {
    listen(type, () => (actedAt = performance.now()));
  }
  listen("pointerover", ({ target }) => (isPointed = target === frame.element()));
  // A task later: Firefox does not know yet where the focus went, and given back at once, the keys
  // would still go to the frame's process in Chromium.
  listen("blur", ({ target }) => {
    if (target === window) setTimeout(look, 0, isEntered());
  });
  return () => {
    over.abort();
    clearTimeout(away);
  };
}

// By what they have: each window has classes of its own.
const canFocus = (target: EventTarget | null): target is HTMLElement =>
  target !== null && "focus" in target && "nodeType" in target;

const isTab = (event: Event): event is KeyboardEvent =>
  event.type === "keydown" &&
  "key" in event &&
  event.key === "Tab" &&
  !["altKey", "ctrlKey", "metaKey"].some((key) => Reflect.get(event, key) === true);

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
