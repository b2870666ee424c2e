// The playground's terminal: a shell in the app's folder that goes on through a cut and a reload.
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startPlayground, type Playground } from "./playground.ts";
import { appShown, launchBrowser, visit } from "./visit.ts";

declare const axe: { run(context: string): Promise<AxeResults> };

let playground: Playground;
let browser: Browser;
beforeAll(async () => {
  [playground, browser] = await Promise.all([startPlayground(), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await playground.stop();
});

async function openTerminal(page: Page) {
  await page.getByRole("button", { name: "Terminal", exact: true }).click();
  await page.locator(".blaxel-terminal").getByText("Connected").waitFor();
}

async function run(page: Page, command: string) {
  await page.locator(".blaxel-terminal-place").click();
  await page.keyboard.type(`${command}\n`);
}

it("changes the app by a shell that goes on through a cut and a reload of the page", async () => {
  const open = await visit(browser, playground.url);
  const { page, app } = open;
  await appShown(open);
  await openTerminal(page);
  await run(page, "word=Kept; sed -i 's/Hello from/Typed from/' src/Message.jsx");
  await app.getByText("Typed from").waitFor();

  await page.getByRole("button", { name: /^Cut/ }).click();
  await run(page, "sed -i 's/Typed from/Cut from/' src/Message.jsx");
  await app.getByText("Cut from").waitFor();

  await page.addScriptTag({ path: createRequire(import.meta.url).resolve("axe-core") });
  const { violations } = await page.evaluate(() => axe.run(".area-editor"));
  expect(violations.flatMap(({ nodes }) => nodes.map(({ html }) => html))).toEqual([]);

  await page.reload();
  await openTerminal(page);
  await run(page, 'sed -i "s/Cut from/$word from/" src/Message.jsx');
  await app.getByText("Kept from").waitFor();
  expect(open.uncaught).toEqual([]);
});

it("has keys for a finger on a phone", async () => {
  const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
  const open = await visit(browser, playground.url, phone);
  const { page, app } = open;
  await appShown(open);
  await page.getByRole("button", { name: "Terminal", exact: true }).tap();
  const terminal = page.locator(".blaxel-terminal");
  await terminal.getByText("Connected").waitFor();
  await terminal.locator(".blaxel-terminal-place").tap();
  // It reads until Ctrl and C end it, and the arrow gives the line after that once more.
  await page.keyboard.type("cat\n");
  await terminal.getByRole("button", { name: "Ctrl" }).tap();
  await page.keyboard.type("c");
  await page.keyboard.type("sed -i 's/ from/ again from/' src/Message.jsx\n");
  await app.getByText("again from").waitFor();
  await terminal.getByRole("button", { name: "↑" }).tap();
  await page.keyboard.type("\n");
  await app.getByText("again again from").waitFor();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(360);
});
