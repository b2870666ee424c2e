import { createEmitter, standIn } from "../../core";
import type { LogLine } from "../logs/types";

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
}

/**
 * Where a reader is in a log. Keeps to the end until the reader scrolls up, and on the same line
 * afterwards, even when lines above it are dropped. All rows have the same height, so that which
 * ones are in sight is a division.
 */
export class LogViewport {
  readonly rowHeight: number;
  #element: HTMLElement | null = null;
  #lines: readonly LogLine[] = [];
  #window: RowWindow = { following: true, first: 0, fit: 20, isEndInSight: true };
  #anchor: { number: number; offset: number } | undefined;
  #before = 0;
  /** The browser forgets the place of what is not drawn: until it was put back, it tells nothing. */
  #isAway = false;
  readonly #changes = createEmitter();

  constructor(rowHeight: number) {
    this.rowHeight = rowHeight;
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

  /** These lines are drawn now. */
  show(lines: readonly LogLine[]): void {
    this.#lines = lines;
    this.#keepPlace();
  }

  /** Takes the keyboard along, since the button that leads there goes away. */
  toEnd = (): void => {
    this.#element?.focus({ preventScroll: true });
    this.#set({ following: true });
    this.#keepPlace();
  };

  toLine(number: number): void {
    const element = this.#element;
    if (!element) return;
    this.#set({ following: false });
    const middle = Math.max(0, (element.clientHeight - this.rowHeight) / 2);
    const top = Math.max(0, indexOfNumber(this.#lines, number) * this.rowHeight - middle);
    element.scrollTop = top;
    this.#before = top;
    this.#look();
  }

  #onScroll = (): void => {
    const element = this.#element;
    if (!element) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    if (this.#isAway || clientHeight === 0) return;
    if (scrollHeight - scrollTop - clientHeight <= NEAR) this.#set({ following: true });
    else if (scrollTop < this.#before) this.#set({ following: false });
    this.#before = scrollTop;
    this.#look();
  };

  #onResize(): void {
    const height = this.#element?.clientHeight ?? 0;
    if (height === 0) return;
    this.#isAway = false;
    this.#set({ fit: Math.ceil(height / this.rowHeight) });
    this.#keepPlace();
  }

  #keepPlace(): void {
    const element = this.#element;
    if (!element || this.#isAway) return;
    if (this.#window.following) {
      element.scrollTop = this.#lines.length * this.rowHeight;
      this.#before = element.scrollTop;
    } else if (this.#anchor) {
      const { number, offset } = this.#anchor;
      const top = indexOfNumber(this.#lines, number) * this.rowHeight + offset;
      if (Math.abs(element.scrollTop - top) >= 1) element.scrollTop = top;
      this.#before = element.scrollTop;
    }
    this.#look();
  }

  /** Notes what is in sight. */
  #look(): void {
    const top = this.#element?.scrollTop ?? 0;
    const first = Math.floor(top / this.rowHeight);
    const line = this.#lines[first];
    this.#anchor = line && { number: line.number, offset: top % this.rowHeight };
    // While following, the end is in sight whatever the element says.
    if (!this.#window.following) this.#set({ first });
    const height = this.#element?.clientHeight ?? 0;
    const left = this.#lines.length * this.rowHeight - top - height;
    this.#set({ isEndInSight: left <= NEAR });
  }

  #set(change: Partial<RowWindow>): void {
    const next = { ...this.#window, ...change };
    const { following, first, fit, isEndInSight } = this.#window;
    const isSame = next.following === following && next.first === first && next.fit === fit;
    if (isSame && next.isEndInSight === isEndInSight) return;
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
