// Chromium for the rows: one browser a row, one fresh context a visit.
import { chromium, type Browser, type CDPSession, type Page } from "playwright";
import { findChromium } from "../scripts/chromium.js";
import { watchTimers } from "./watchTimers";

/** Runs `measure` with a browser that is closed afterwards. */
export async function withBrowser<Result>(
  measure: (browser: Browser) => Promise<Result>,
): Promise<Result> {
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: ["--enable-precise-memory-info", "--js-flags=--expose-gc"],
  });
  try {
    return await measure(browser);
  } finally {
    await browser.close();
  }
}

/** A visit with its own cache; `slow` is a CPU four times slower. */
export async function visit<Result>(
  browser: Browser,
  address: string,
  { slow }: { slow: boolean },
  measure: (page: Page, devtools: CDPSession) => Promise<Result>,
): Promise<Result> {
  const context = await browser.newContext();
  try {
    await watchTimers(context);
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    if (slow) await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    await page.goto(address, { waitUntil: "commit" });
    return await measure(page, devtools);
  } finally {
    await context.close();
  }
}

/** Milliseconds from the mark `mount` to the mark `painted` of a page. */
export async function mountToPainted(page: Page): Promise<number> {
  await page.waitForFunction(() => performance.getEntriesByName("painted").length > 0, undefined, {
    timeout: 60_000,
  });
  return page.evaluate(() => {
    const at = (name: string) => performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN;
    return at("painted") - at("mount");
  });
}
