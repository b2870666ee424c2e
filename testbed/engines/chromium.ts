import { chromium } from "playwright";
import { findChromium } from "../../scripts/chromium.js";
import type { Engine } from "./engine";

/** Chromium, through Playwright. */
export async function launchChromium(): Promise<Engine> {
  const executablePath = findChromium();
  const browser = await chromium.launch(executablePath ? { executablePath } : {});
  return {
    version: browser.version(),
    async open(url) {
      const page = await browser.newPage();
      await page.goto(url, { waitUntil: "domcontentloaded" });
      return { evaluate: (expression) => page.evaluate(expression), close: () => page.close() };
    },
    close: () => browser.close(),
  };
}
