// The looks after a production build: minifiers rewrite colours for older browsers.
import type { Browser, Page } from "playwright";
import { fileURLToPath } from "node:url";
import { build, type Rollup } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "./visit.ts";

const DARK = "rgb(12, 13, 16)";
const LIGHT = "rgb(255, 255, 255)";

let browser: Browser;
let styles: string;
beforeAll(async () => {
  browser = await launchBrowser();
  styles = await minifiedStyles();
});
afterAll(() => browser.close());

async function minifiedStyles(): Promise<string> {
  const input = fileURLToPath(new URL("../src/styles/styles.css", import.meta.url));
  const { output } = (await build({
    configFile: false,
    logLevel: "silent",
    build: { write: false, rollupOptions: { input } },
  })) as Rollup.RollupOutput;
  const sheet = output.find((part) => part.type === "asset" && part.fileName.endsWith(".css"));
  if (sheet?.type !== "asset") throw new Error("The build gave no stylesheet.");
  return String(sheet.source);
}

const surfaceOf = (page: Page, part: string) =>
  page.locator(part).evaluate((element) => getComputedStyle(element).backgroundColor);

/** Both components, empty, under a page of this theme. */
async function open(colorScheme: "light" | "dark", { theme = "", own = "" } = {}): Promise<Page> {
  const page = await browser.newPage({ colorScheme });
  await page.setContent(`<style>${styles}</style><style>${own}</style>
    <main ${theme && `data-blaxel-theme="${theme}"`}>
      <section class="blaxel-preview"><div class="blaxel-preview-overlay"></div></section>
      <section class="blaxel-logs"></section>
    </main>`);
  return page;
}

describe.each([".blaxel-preview", ".blaxel-logs"])("%s in a production build", (part) => {
  it.each([
    { colorScheme: "light", surface: LIGHT },
    { colorScheme: "dark", surface: DARK },
    { colorScheme: "light", theme: "dark", surface: DARK },
    { colorScheme: "dark", theme: "light", surface: LIGHT },
  ] as const)("$colorScheme, theme $theme", async ({ colorScheme, surface, ...options }) => {
    const page = await open(colorScheme, options);
    expect(await surfaceOf(page, part)).toBe(surface);
    const line = await page.locator(part).evaluate((element) => getComputedStyle(element).border);
    expect(line).toMatch(/^1px solid/);
    await page.close();
  });

  it("takes the colours of the page around it", async () => {
    const page = await open("dark", { own: ":root { --blaxel-surface: #102030 }" });
    expect(await surfaceOf(page, part)).toBe("rgb(16, 32, 48)");
    await page.close();
  });
});
