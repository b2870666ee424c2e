import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";
import type { LogLine } from "../logs";

/** Pixels from the end that still count as the end. */
const NEAR = 8;

/** Whether the view keeps to the end of the log, and how to go somewhere else. */
export interface Follow {
  readonly following: boolean;
  toEnd(): void;
  toLine(number: number): void;
}

/**
 * Keeps the view at the end until the reader scrolls up, and on the same line afterwards, even when
 * lines above it are dropped.
 */
export function useFollow(
  scroller: RefObject<HTMLElement | null>,
  lines: readonly LogLine[],
  rowHeight: number,
): Follow {
  const [following, setFollowing] = useState(true);
  const anchor = useRef<{ number: number; offset: number } | undefined>(undefined);
  const shown = useRef(lines);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    let before = element.scrollTop;
    const onScroll = () => {
      const { scrollTop, scrollHeight, clientHeight } = element;
      const atEnd = scrollHeight - scrollTop - clientHeight <= NEAR;
      if (atEnd) setFollowing(true);
      else if (scrollTop < before) setFollowing(false);
      before = scrollTop;
      const line = shown.current[Math.floor(scrollTop / rowHeight)];
      anchor.current = line && { number: line.number, offset: scrollTop % rowHeight };
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => element.removeEventListener("scroll", onScroll);
  }, [scroller, rowHeight]);

  useLayoutEffect(() => {
    shown.current = lines;
    const element = scroller.current;
    if (!element) return;
    if (following) {
      element.scrollTop = element.scrollHeight;
      return;
    }
    if (!anchor.current) return;
    const { number, offset } = anchor.current;
    const top = indexOfNumber(lines, number) * rowHeight + offset;
    if (Math.abs(element.scrollTop - top) >= 1) element.scrollTop = top;
  }, [scroller, lines, rowHeight, following]);

  return {
    following,
    toEnd: () => {
      setFollowing(true);
      const element = scroller.current;
      if (element) element.scrollTop = element.scrollHeight;
    },
    toLine: (number) => {
      const element = scroller.current;
      if (!element) return;
      setFollowing(false);
      const index = indexOfNumber(lines, number);
      anchor.current = undefined;
      element.scrollTop = Math.max(0, index * rowHeight - element.clientHeight / 2);
    },
  };
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
