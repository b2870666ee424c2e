import {
  chromium,
  type Browser,
  type BrowserContextOptions,
  type FrameLocator,
  type Page,
} from "playwright";
import { findChromium } from "../scripts/chromium.js";

export function launchBrowser(args: string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  return chromium.launch({ args, ...(executablePath ? { executablePath } : undefined) });
}

/** A page that somebody has opened, and what went wrong in it without being caught. */
export interface Visit {
  page: Page;
  /** The app in the sandbox. */
  app: FrameLocator;
  /** Uncaught errors and unhandled rejections of the page and its frames. */
  uncaught: string[];
  /** How many documents the frame has loaded. */
  frameLoads: () => number;
}

/** Opens the address in a profile of its own. */
export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const uncaught: string[] = [];
  let loads = 0;
  page.on("pageerror", (error) => uncaught.push(String(error)));
  page.on("request", (request) => {
    if (request.isNavigationRequest() && request.frame() !== page.mainFrame()) loads++;
  });
  await page.goto(url);
  return {
    page,
    app: page.frameLocator("iframe"),
    uncaught,
    frameLoads: () => loads,
  };
}

/** Waits for the app; if it does not come, says what the page says instead. */
export async function appShown({ app, page, uncaught }: Visit): Promise<void> {
  try {
    await app.getByRole("button", { name: "One more" }).waitFor();
  } catch (cause) {
    const said = await page.locator("body").innerText();
    throw new Error(`The app was not shown. The page says:\n${said}\n${uncaught.join("\n")}`, {
      cause,
    });
  }
}
