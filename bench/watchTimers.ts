// Counts the timers that a page holds and sets.
import type { BrowserContext, Page } from "playwright";

declare global {
  interface Window {
    benchTimers: { live: Set<number>; set: number };
  }
}

/** From now on every document of `context` counts its timers. */
export async function watchTimers(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const live = new Set<number>();
    window.benchTimers = { live, set: 0 };
    const { setTimeout: later, clearTimeout: stop } = window;
    const watched = (run: TimerHandler, ms?: number, ...values: unknown[]) => {
      window.benchTimers.set += 1;
      const id: number = later(() => {
        live.delete(id);
        if (typeof run === "function") run(...values);
      }, ms);
      live.add(id);
      return id;
    };
    const forget = (id?: number) => {
      if (id !== undefined) live.delete(id);
      stop(id);
    };
    Object.assign(window, { setTimeout: watched, clearTimeout: forget });
  });
}

/** The timers that wait now, and those that were ever set. */
export const timersOf = (page: Page): Promise<{ live: number; set: number }> =>
  page.evaluate(() => ({ live: window.benchTimers.live.size, set: window.benchTimers.set }));
