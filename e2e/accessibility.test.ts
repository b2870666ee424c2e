import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startPlayground, type Playground } from "./playground.ts";
import { launchBrowser, visit } from "./visit.ts";

declare const axe: { run(): Promise<AxeResults> };

let playground: Playground;
let browser: Browser;

beforeAll(async () => {
  [playground, browser] = await Promise.all([startPlayground(), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await playground.stop();
});

it.each(["light", "dark"] as const)("axe finds nothing in the %s theme", async (colorScheme) => {
  const { page, app } = await visit(browser, playground.url, { colorScheme });
  await app.getByRole("button", { name: "One more" }).waitFor();
  await page.getByTestId("process-status").filter({ hasText: "ready" }).waitFor();
  await page.locator("textarea:not([readonly])").waitFor();
  await page.getByText("All processes").click();
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve("axe-core") });
  const { violations } = await page.evaluate(() => axe.run());
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  expect(found).toEqual([]);
});

it("the theme can be chosen, and is remembered", async () => {
  const { page } = await visit(browser, playground.url, { colorScheme: "light" });
  await page.getByRole("button", { name: "Switch to the dark theme" }).click();
  await page.reload();
  await page.getByRole("button", { name: "Switch to the light theme" }).waitFor();
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe(
    "dark",
  );
});
