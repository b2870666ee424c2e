import { createEmitter, standIn } from "../../core";
import type { LogLine } from "../logs/types";
import { RowHeights } from "./rowHeights";

/** Pixels from the end that still count as the end. */
const NEAR = 8;
/** Rows that are drawn above and below those in sight. */
const OVERSCAN = 8;

/** Which rows are drawn. */
export interface RowWindow {
  /** Whether the view keeps to the end of the log. */
  readonly following: boolean;
  /** The first row in sight, and how many fit. */
  readonly first: number;
  readonly fit: number;
  /** Whether the last line is in sight, followed or not. */
  readonly isEndInSight: boolean;
  /** How high the rows are. */
  readonly heights: RowHeights;
}

/**
 * Where a reader is in a log. Keeps to the end until the reader scrolls up, and on the same line
 * afterwards, even when lines above it are dropped. All rows have the same height, unless lines are wrapped:
 * then those that are drawn are measured, and the place is kept while that moves them.
 */
export class LogViewport {
  readonly rowHeight: number;
  #element: HTMLElement | null = null;
  #lines: readonly LogLine[] = [];
  #window: RowWindow;
  #anchor: { number: number; offset: number } | undefined;
  /** Whether the anchor is a line that was gone to, and not only the first in sight. */
  #isHeld = false;
  #before = 0;
  #width = 0;
  #layout = "";
  /** The browser forgets the place of what is not drawn: until it was put back, it tells nothing. */
  #isAway = false;
  readonly #changes = createEmitter();

  constructor(rowHeight: number) {
    this.rowHeight = rowHeight;
    const heights = new RowHeights(rowHeight);
    this.#window = { following: true, first: 0, fit: 20, isEndInSight: true, heights };
  }

  getSnapshot = (): RowWindow => this.#window;

  subscribe = (listener: () => void): (() => void) => this.#changes.subscribe(listener);

  /** This is the element that scrolls. Returns how to let go of it. */
  attach(element: HTMLElement | null): () => void {
    this.#element = element;
    element?.addEventListener("scroll", this.#onScroll, { passive: true });
    // An observer looks when the window that it comes from paints: that of the element.
    const place = element?.ownerDocument.defaultView;
    const sizes = place?.ResizeObserver
      ? new place.ResizeObserver(() => {
          if (element?.clientHeight === 0) this.#isAway = true;
          // Later: what is drawn anew here may change the size again, and browsers report that.
          place.cancelAnimationFrame(frame);
          frame = place.requestAnimationFrame(() => this.#onResize());
        })
      : undefined;
    let frame = 0;
    const leave = element ? standIn(element.ownerDocument) : undefined;
    if (element) sizes?.observe(element);
    return () => {
      place?.cancelAnimationFrame(frame);
      this.#element = null;
      element?.removeEventListener("scroll", this.#onScroll);
      sizes?.disconnect();
      leave?.();
    };
  }

  /** These lines are drawn now, in this way: in another, what was measured says nothing. */
  show(lines: readonly LogLine[], layout: string): void {
    this.#lines = lines;
    if (layout !== this.#layout) this.#forget();
    this.#layout = layout;
    this.#set({ heights: this.#window.heights.from(lines[0]?.number ?? Infinity) });
    this.#keepPlace();
  }

  /** The rows are as high as that now. */
  drawn(heights: RowHeights): void {
    if (heights === this.#window.heights) this.#keepPlace();
  }

  /** These neighbouring lines are drawn wrapped, as high as these elements. */
  measure(lines: readonly LogLine[], rows: ArrayLike<HTMLElement>): void {
    if (this.#isAway || rows.length !== lines.length) return;
    const heights = this.#window.heights.measured(
      lines,
      Array.from(rows, (row) => row.offsetHeight),
    );
    if (heights === this.#window.heights) return;
    this.#set({ heights });
  }

  #forget(): void {
    this.#set({ heights: new RowHeights(this.rowHeight) });
  }

  /** Takes the keyboard along, since the button that leads there goes away. */
  toEnd = (): void => {
    this.#element?.focus({ preventScroll: true });
    this.#isHeld = false;
    this.#set({ following: true });
    this.#keepPlace();
  };

  toLine(number: number): void {
    const element = this.#element;
    if (!element) return;
    this.#set({ following: false });
    const middle = Math.max(0, (element.clientHeight - this.rowHeight) / 2);
    this.#anchor = { number, offset: -middle };
    this.#isHeld = true;
    this.#keepPlace();
  }

  /** Scrolls as little as brings what was found into sight: a wrapped line may be higher than the view. */
  toMark(found: Element): void {
    const element = this.#element;
    if (!element) return;
    const [view, mark] = [element.getBoundingClientRect(), found.getBoundingClientRect()];
    const above = mark.top - view.top;
    const below = mark.bottom - view.top - element.clientHeight;
    if (above >= 0 && below <= 0) return;
    element.scrollTop += above < 0 ? above : below;
    this.#before = element.scrollTop;
    this.#isHeld = false;
    this.#look();
  }

  #onScroll = (): void => {
    const element = this.#element;
    if (!element) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    if (this.#isAway || clientHeight === 0) return;
    if (scrollHeight - scrollTop - clientHeight <= NEAR) this.#set({ following: true });
    else if (scrollTop < this.#before) this.#set({ following: false });
    if (Math.abs(scrollTop - this.#before) >= 1) this.#isHeld = false;
    this.#before = scrollTop;
    this.#look();
  };

  #onResize(): void {
    const height = this.#element?.clientHeight ?? 0;
    if (height === 0) return;
    this.#isAway = false;
    const width = this.#element?.clientWidth ?? 0;
    if (width !== this.#width) this.#forget();
    this.#width = width;
    this.#set({ fit: Math.ceil(height / this.rowHeight) });
    this.#keepPlace();
  }

  /** Scrolls to where the reader is: the end, or a line. */
  #keepPlace(): void {
    const element = this.#element;
    if (!element || this.#isAway) return;
    const { heights } = this.#window;
    if (this.#window.following) {
      element.scrollTop = heights.heightOf(this.#lines) + this.rowHeight;
      this.#before = element.scrollTop;
    } else if (this.#anchor) {
      const { number, offset } = this.#anchor;
      const top = Math.max(
        0,
        heights.topOf(this.#lines, indexOfNumber(this.#lines, number)) + offset,
      );
      if (Math.abs(element.scrollTop - top) >= 1) element.scrollTop = top;
      this.#before = element.scrollTop;
    }
    this.#look();
  }

  /** Notes what is in sight. */
  #look(): void {
    const top = this.#element?.scrollTop ?? 0;
    const { heights } = this.#window;
    const first = heights.indexAt(this.#lines, top);
    const line = this.#lines[first];
    if (!this.#isHeld) {
      const offset = top - heights.topOf(this.#lines, first);
      this.#anchor = line && { number: line.number, offset };
    }
    // While following, the end is in sight whatever the element says.
    if (!this.#window.following) this.#set({ first });
    const height = this.#element?.clientHeight ?? 0;
    const left = heights.heightOf(this.#lines) - top - height;
    this.#set({ isEndInSight: left <= NEAR });
  }

  #set(change: Partial<RowWindow>): void {
    const next = { ...this.#window, ...change };
    const { following, first, fit, isEndInSight, heights } = this.#window;
    const isSame = next.following === following && next.first === first && next.fit === fit;
    if (isSame && next.isEndInSight === isEndInSight && next.heights === heights) return;
    this.#window = next;
    this.#changes.emit();
  }
}

/** The rows to draw of `count`: from the first one up to, but not including, the last one. */
export function rowsToDraw({ following, first, fit }: RowWindow, count: number): [number, number] {
  const from = following ? count - fit : first;
  return [
    Math.max(0, Math.min(from, count) - OVERSCAN),
    Math.min(count, Math.max(0, from) + fit + OVERSCAN),
  ];
}

/** Where the line with that number is, or the next one that is left. */
export function indexOfNumber(lines: readonly LogLine[], number: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.number ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
