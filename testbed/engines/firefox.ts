import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { findFirefox } from "../../scripts/engines.js";
import type { Engine } from "./engine";
import { makeHome } from "./home";
import { undoable } from "./undoable";

/** Without it Firefox asks for its remote settings wherever it was built to. */
const own = { MOZ_REMOTE_SETTINGS_DEVTOOLS: "1" };
/** Puppeteer's own preferences switch the rest off: updates, telemetry, the search for a portal. */
const preferences = { "services.settings.server": "data:,#remote-settings-dummy/v1" };

/** Firefox, through Puppeteer and WebDriver BiDi. */
export async function launchFirefox(): Promise<Engine> {
  const { started: browser, undo } = await undoable(async (onUndo) => {
    const executablePath = findFirefox();
    if (!executablePath) throw new Error("There is no Firefox.");
    const home = await makeHome();
    onUndo(home.remove);
    const browser = await puppeteer.launch({
      browser: "firefox",
      executablePath,
      headless: true,
      env: { ...home.env, ...own },
      userDataDir: join(home.path, "profile"),
      extraPrefsFirefox: preferences,
    });
    onUndo(() => browser.close());
    return browser;
  });
  return {
    version: (await browser.version()).replace("firefox/", ""),
    async open(url) {
      // A page in a tab is hidden as soon as another one is opened.
      const page = await browser.newPage({ type: "window" });
      await page.goto(url, { waitUntil: "domcontentloaded" });
      return {
        evaluate: <Value>(expression: string) => page.evaluate(expression) as Promise<Value>,
        close: () => page.close(),
      };
    },
    close: undo,
  };
}
