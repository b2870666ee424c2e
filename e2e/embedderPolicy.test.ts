// Pages with Cross-Origin-Embedder-Policy: they need a header of their own, so no other test has one.
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { withAppStack } from "../bench/appStack.ts";
import { launchBrowser } from "./visit.ts";

let browser: Browser;
beforeAll(async () => {
  // The pages are built for production.
  vi.stubEnv("NODE_ENV", "production");
  browser = await launchBrowser();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await browser.close();
});

/** The state of a preview in such a page, and what it says. */
async function shownUnderPolicy(address: string, wanted: string) {
  const page = await browser.newPage();
  await page.goto(address);
  const preview = page.locator(".blaxel-preview");
  await expect.poll(() => preview.getAttribute("data-state")).toBe(wanted);
  const words = preview.getByRole("alert");
  if (wanted === "error") await words.waitFor();
  const said = wanted === "error" ? await words.textContent() : "";
  await page.close();
  return said;
}

it("a page with Cross-Origin-Embedder-Policy is told why its frame stays empty, and how to fill it", () =>
  withAppStack(async ({ pages, previewUrl, run }) => {
    await run();
    const asked = { handoff: previewUrl, embedderPolicy: "require-corp" };
    const plain = pages.address("preview", asked);
    expect(await shownUnderPolicy(plain, "error")).toContain("Cross-Origin-Embedder-Policy");
    const without = pages.address("preview", { ...asked, credentialless: "" });
    await shownUnderPolicy(without, "ready");
  }));
