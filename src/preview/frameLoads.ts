import type { Frame } from "./frame";

/**
 * What brought a page into the frame: the kit, which sent it there (`sent`), or the app, the user or a
 * move in the document: to an address that is none of the kit's business (`own`), or, as far as can be
 * told, to one that the kit gave out earlier and that is the newest no more (`stale`).
 */
export type FrameLoad = "sent" | "own" | "stale";

/** Tells the loads of a frame apart. No browser says what a frame of another origin has loaded. */
export interface FrameLoads {
  /** The frame begins anew with the address that is its `src`. */
  begin(): void;
  /** The page in the frame was replaced by the one at this address. */
  replacedBy(href: string): void;
  /** What has just loaded, where the kit would send the frame to `newest`. */
  judge(isAwaited: boolean, newest: string | undefined): FrameLoad;
  /** The last address of the kit that the frame has loaded. */
  readonly last: string | undefined;
}

/** How many entries frames have made in a page's history: those of the page itself left out. */
const entriesIn = ({ history, navigation }: Window) =>
  history.length - (navigation?.entries().length ?? 0);

export function watchLoads(frame: Frame): FrameLoads {
  /** Unknown until what the frame begins with has loaded. */
  let page: Window | null | undefined;
  let last: string | undefined;
  let entries = 0;
  return {
    begin: () => void (page = undefined),
    replacedBy: (href) => void (last = href),
    judge(isAwaited, newest) {
      const element = frame.element();
      const next = element?.contentWindow;
      const isMoved = page !== undefined && page !== next;
      // A frame that is moved begins anew, too.
      if (isMoved || page === undefined) last = element?.src;
      page = next;
      const before = entries;
      entries = entriesIn(element?.ownerDocument.defaultView ?? window);
      if (isAwaited && !isMoved) return "sent";
      // A page that is loaded anew adds no entry to the history. One that a link led to does.
      const isOfKit = isMoved || entries === before;
      if (isOfKit && last !== newest) return "stale";
      return isAwaited ? "sent" : "own";
    },
    get last() {
      return last;
    },
  };
}
