import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { PATIENCE } from "../testbed/patience.ts";
import { startPlayground, type Playground } from "./playground.ts";
import { appShown, launchBrowser, visit, type Visit } from "./visit.ts";

let playground: Playground;
let browser: Browser;
let open: Visit;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
// One each: the log of a sandbox keeps the errors of the test before.
beforeEach(async () => {
  playground = await startPlayground();
  open = await visit(browser, playground.url);
  await appShown(open);
  await open.page.getByTestId("process-status").filter({ hasText: "ready" }).waitFor();
});
afterEach(async () => {
  await open.page.context().close();
  await playground.stop();
  if (open.uncaught.length > 0) throw new Error(open.uncaught.join("\n"));
});

const cards = () =>
  open.page.getByRole("region", { name: "Errors of the app" }).getByRole("article");

describe("an error of the app", () => {
  it("is one card with its file and line, and gone after the repair, in Vite 8", async () => {
    await open.page.getByRole("button", { name: /^Break Break the app/ }).click();
    const begun = performance.now();
    await cards().getByText("src/PageAge.jsx:7:").waitFor();
    const shown = performance.now();
    expect(await cards().count()).toBe(1);
    expect(await cards().getAttribute("data-kind")).toBe("build");

    await cards().getByRole("button", { name: "Fix this" }).click();
    const repaired = performance.now();
    await expect.poll(() => cards().count()).toBe(0);
    const gone = performance.now();
    console.log(
      `shown after ${Math.round(shown - begun)} ms, gone after ${Math.round(gone - repaired)} ms`,
    );
    await open.app.getByText("Page loaded at").waitFor();
  });

  it("is one card for a missing module; the repair, which Vite does not print, shows when the page is loaded anew", async () => {
    const editor = open.page.getByLabel("Text of /app/src/Message.jsx");
    await open.page.locator("textarea:not([readonly])").waitFor();
    const text = await editor.inputValue();
    await editor.fill(`import { nope } from "./nope.js";\n${text}`);
    await cards().getByText("src/Message.jsx:1:").waitFor();
    expect(await cards().filter({ hasText: "nope.js" }).count()).toBe(1);
    await editor.fill(text);
    await open.page.getByTestId("file-status").filter({ hasText: "Saved" }).waitFor();
    // The page may be there again before Vite has noticed the file: then it shows the old error.
    const reloaded = async () => {
      await open.page.getByRole("button", { name: "Reload the page" }).click();
      return cards().count();
    };
    await expect.poll(reloaded, { ...PATIENCE, interval: 1_000 }).toBe(0);
  });
});
