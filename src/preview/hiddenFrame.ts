/** A frame without scripts, out of sight and out of reach, that keeps cookies where the shown one does. */
export interface HiddenFrame {
  /** To put into the document, and to take away. */
  readonly place: HTMLElement;
  readonly frame: HTMLIFrameElement;
}

/** `isCredentialless` has to be as for the frame that is shown: such frames share cookies of their own. */
export function hiddenFrame(document: Document, isCredentialless: boolean): HiddenFrame {
  // Out of reach of this page's own styles and selectors, which mean the frame that it can see.
  const place = document.createElement("div");
  const frame = document.createElement("iframe");
  place.attachShadow({ mode: "closed" }).append(frame);
  frame.setAttribute("sandbox", "allow-same-origin");
  if (isCredentialless) frame.setAttribute("credentialless", "");
  place.setAttribute("aria-hidden", "true");
  place.inert = true;
  frame.tabIndex = -1;
  place.style.cssText = "position:fixed;top:0;left:0;visibility:hidden";
  frame.style.cssText = "width:1px;height:1px;border:0";
  return { place, frame };
}
