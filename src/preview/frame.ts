/** One iframe element, of any component: sends it to addresses and reports what comes of it. */
export interface Frame {
  /** Takes over an element; the same element again changes nothing. */
  attach(element: HTMLIFrameElement | null, href: string | undefined): void;
  element(): HTMLIFrameElement | undefined;
  /** Sends the frame to an address without an entry in this page's history. */
  go(href: string, fresh: boolean): void;
  /** When what it was last sent to fired `load`, as an error page does as well; -Infinity before. */
  loadedAt(): number;
}

/** Takes an element away from the frame that has it. */
const releases = /* @__PURE__ */ new WeakMap<HTMLIFrameElement, () => void>();

/** `onMount` is called for a new element, `onLoad` for each `load`. */
export function createFrame(onMount: () => void, onLoad: () => void): Frame {
  let held: HTMLIFrameElement | undefined;
  let loadedAt = -Infinity;

  const onFrameLoad = () => {
    loadedAt = performance.now();
    onLoad();
  };

  const go = (href: string, fresh: boolean) => {
    if (!held) return;
    loadedAt = -Infinity;
    // With a hash, `replace` to the same URL would only scroll.
    if (!fresh && !href.includes("#") && held.contentWindow) {
      held.contentWindow.location.replace(href);
      return;
    }
    // Taking the element out and putting it back makes a new browsing context, which loads `src` as
    // its first page: no history entry, no event of the old page left over, and a commit that can
    // be detected. React keeps its node.
    const { parentNode, nextSibling } = held;
    held.remove();
    held.src = href;
    parentNode?.insertBefore(held, nextSibling);
  };

  const release = () => {
    held?.removeEventListener("load", onFrameLoad);
    held = undefined;
  };

  return {
    attach(element, href) {
      if (!element || element === held) return;
      release();
      const isUsed = releases.has(element);
      releases.get(element)?.();
      releases.set(element, release);
      held = element;
      loadedAt = -Infinity;
      element.addEventListener("load", onFrameLoad);
      onMount();
      // React renders the first address only; a frame that is rendered again later may be behind.
      if (href && (isUsed || element.src !== href)) go(href, true);
    },
    element: () => (held?.isConnected ? held : undefined),
    go,
    loadedAt: () => loadedAt,
  };
}
