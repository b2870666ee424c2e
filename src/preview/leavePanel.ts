import type { MouseEvent } from "react";

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
