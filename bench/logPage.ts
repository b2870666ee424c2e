// What a log costs the page that shows it, from the process's first line to its last.
import type { Browser, CDPSession, Page } from "playwright";
import type { AppStack } from "./appStack";
import { visit } from "./browser";
import type { PageName } from "./pages";

export interface LogCost {
  busyMs: number;
  longestTaskMs: number;
  /** From a key press to the frame that shows it, the longest; 16 if all were shorter. */
  longestTypingMs: number;
  heapBytes: number;
  /** How many lines a second the process printed. */
  rate: number;
  /** How many lines the page has, those that it has let go included. */
  lines: number;
}

export interface Printing {
  count: number;
  perSecond: number;
  /** How long the page may take, in milliseconds. After that its figures are what they are by then. */
  limitMs: number;
  /** Whether somebody types beside the log meanwhile, which costs the page about as much again. */
  typing: boolean;
}

const KEY_EVERY_MS = 100;
let printers = 0;

/** Shows a log in a page; `undefined` if the page did not answer in time. */
export function logCost(
  { pages, stack }: AppStack,
  browser: Browser,
  name: PageName,
  { count, perSecond, limitMs, typing }: Printing,
): Promise<LogCost | undefined> {
  const process = `printer-${++printers}`;
  const query = { name: process, command: `node print.mjs ${count} ${perSecond}` };
  return visit(browser, pages.address(name, query), { slow: false }, async (page, devtools) => {
    await devtools.send("Performance.enable");
    await says(page, "started", 60_000);
    await page.evaluate(watchTasksAndKeys);
    await page.focus("input");
    const measured = async (): Promise<LogCost> => {
      const before = await busyMs(devtools);
      const stopTyping = typing ? keepTyping(page) : undefined;
      await says(page, "finished after", limitMs);
      await stopTyping?.();
      const busy = (await busyMs(devtools)) - before;
      const seen = await page.evaluate(whatWasSeen);
      await devtools.send("HeapProfiler.collectGarbage");
      const { usedSize } = await devtools.send("Runtime.getHeapUsage");
      return {
        busyMs: busy,
        ...seen,
        rate: (count / seen.printedInMs) * 1_000,
        heapBytes: usedSize,
      };
    };
    const late = AbortSignal.timeout(limitMs);
    const isLate = new Promise<undefined>((resolve) =>
      late.addEventListener("abort", () => resolve(undefined)),
    );
    const cost = await Promise.race([measured().catch(() => undefined), isLate]);
    await stack.call("sandboxCall", "DELETE", `/process/${process}/kill`);
    return cost;
  });
}

const FRAMES = 15;
const LINES_IN_SIGHT = 16;

/** Main-thread time of a page that writes sixteen plain lines in each of fifteen frames, no more. */
export async function barePainting(browser: Browser): Promise<number> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send("Performance.enable");
    await page.setContent("<pre></pre>");
    const before = await busyMs(devtools);
    await page.evaluate(paintLines, [FRAMES, LINES_IN_SIGHT] as const);
    return (await busyMs(devtools)) - before;
  } finally {
    await context.close();
  }
}

function paintLines([frames, lines]: readonly [number, number]): Promise<void> {
  return new Promise((done) => {
    const paint = (frame: number) => {
      const text = Array.from({ length: lines }, (_, line) => `line ${frame * 1_000 + line} of it`);
      document.querySelector("pre")?.replaceChildren(text.join("\n"));
      requestAnimationFrame(() => (frame < frames ? paint(frame + 1) : done()));
    };
    paint(1);
  });
}

async function busyMs(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send("Performance.getMetrics");
  return (metrics.find((metric) => metric.name === "TaskDuration")?.value ?? 0) * 1_000;
}

function says(page: Page, word: string, timeout: number) {
  return page.waitForFunction(
    // `textContent`, as `innerText` would lay out all rows for each look.
    (text) => document.querySelector("[role=log]")?.textContent.includes(text),
    word,
    { timeout, polling: 200 },
  );
}

/** Presses a key now and then. Returns how to end that. */
function keepTyping(page: Page): () => Promise<void> {
  let over = false;
  const keys = (async () => {
    while (!over) {
      await page.keyboard.press("a");
      await new Promise((resolve) => setTimeout(resolve, KEY_EVERY_MS));
    }
  })();
  keys.catch(() => undefined);
  return async () => {
    over = true;
    await keys;
  };
}

function watchTasksAndKeys() {
  window.longestTaskMs = 0;
  window.longestTypingMs = 16;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries())
      window.longestTaskMs = Math.max(window.longestTaskMs, duration);
  }).observe({ type: "longtask" });
  const options: PerformanceObserverInit & { durationThreshold: number } = {
    type: "event",
    durationThreshold: 16,
  };
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries())
      if (name === "keydown") window.longestTypingMs = Math.max(window.longestTypingMs, duration);
  }).observe(options);
}

function whatWasSeen() {
  const log = document.querySelector("[role=log]");
  const dropped = Number.parseInt(
    document.querySelector(".blaxel-logs-dropped")?.textContent ?? "0",
  );
  const rows = document.querySelector<HTMLElement>(".blaxel-logs-rows");
  const shown = rows ? rows.offsetHeight / 20 : (log?.childElementCount ?? 0);
  const printedInMs = Number(/finished after (\d+) ms/.exec(log?.textContent ?? "")?.[1]);
  const { longestTaskMs, longestTypingMs } = window;
  // The first word and the last one are lines too.
  return { longestTaskMs, longestTypingMs, printedInMs, lines: dropped + shown - 2 };
}

declare global {
  interface Window {
    longestTaskMs: number;
    longestTypingMs: number;
  }
}
