// The looks after a production build: minifiers rewrite colours for older browsers.
import type { Browser, Page } from "playwright";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  styles = await built(fileURLToPath(new URL("../src/styles/styles.css", import.meta.url)));
});
afterAll(() => browser.close());

/** A style sheet as Vite builds it. */
async function built(input: string): Promise<string> {
  const { output } = (await build({
    configFile: false,
    logLevel: "silent",
    build: { write: false, rollupOptions: { input } },
  })) as Rollup.RollupOutput;
  const sheet = output.find((part) => part.type === "asset" && part.fileName.endsWith(".css"));
  if (sheet?.type !== "asset") throw new Error("The build gave no stylesheet.");
  return String(sheet.source);
}

async function builtText(css: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "theming-"));
  try {
    await writeFile(join(folder, "own.css"), css);
    return await built(join(folder, "own.css"));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const surfaceOf = (page: Page, part: string) =>
  page.locator(part).evaluate((element) => getComputedStyle(element).backgroundColor);

/** Both components, empty, under a page of this theme. */
async function open(
  colorScheme: "light" | "dark",
  { theme = "", own = "", html = "" } = {},
): Promise<Page> {
  const page = await browser.newPage({ colorScheme });
  await page.setContent(`<html ${html}><style>${styles}</style><style>${own}</style>
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

  it.each([
    { colorScheme: "light", html: 'class="dark"', surface: DARK },
    { colorScheme: "dark", html: 'class="light"', surface: LIGHT },
    { colorScheme: "light", html: 'data-theme="dark"', surface: DARK },
    { colorScheme: "dark", html: 'data-bs-theme="light"', surface: LIGHT },
    { colorScheme: "dark", html: 'class="light" style="color-scheme: light;"', surface: LIGHT },
    { colorScheme: "light", html: 'style="color-scheme: dark"', surface: DARK },
    { colorScheme: "dark", html: 'style="color-scheme: light dark"', surface: DARK },
    { colorScheme: "dark", html: 'class="dark"', theme: "light", surface: LIGHT },
  ] as const)(
    "$colorScheme, but the page is $html",
    async ({ colorScheme, surface, ...options }) => {
      const page = await open(colorScheme, options);
      expect(await surfaceOf(page, part)).toBe(surface);
      await page.close();
    },
  );

  it.each(["dark", "light dark"])("keeps the color-scheme: %s of a style sheet", async (scheme) => {
    const page = await open("light", { own: await builtText(`html { color-scheme: ${scheme} }`) });
    expect(await surfaceOf(page, part)).toBe(scheme === "dark" ? DARK : LIGHT);
    await page.close();
  });

  it.each([
    ["light", "rgb(255, 240, 230)"],
    ["dark", "rgb(16, 32, 48)"],
  ] as const)("takes a light-dark() of the page, as documented: %s", async (scheme, surface) => {
    const own =
      ":root { color-scheme: light dark; --blaxel-surface: light-dark(#fff0e6, #102030) }";
    const page = await open(scheme, { own: await builtText(own) });
    expect(await surfaceOf(page, part)).toBe(surface);
    await page.close();
  });

  it("takes the colours of the page around it", async () => {
    const page = await open("dark", { own: ":root { --blaxel-surface: #102030 }" });
    expect(await surfaceOf(page, part)).toBe("rgb(16, 32, 48)");
    await page.close();
  });
});

it("has the colours of a log on a light page that does not speak of its theme", async () => {
  const page = await open("light");
  const seen = await page.locator(".blaxel-logs").evaluate((log) => {
    log.innerHTML = '<i class="blaxel-logs-text"><mark>found</mark></i>';
    const names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
    const parts = names.map((name) => {
      const part = log.ownerDocument.createElement("span");
      part.className = `blaxel-ansi-${name}`;
      return log.appendChild(part);
    });
    const mark = log.querySelector("mark") ?? log;
    return [
      getComputedStyle(mark).backgroundColor,
      ...parts.map((part) => getComputedStyle(part).color),
    ];
  });
  expect(seen[0]).toBe("rgb(255, 229, 138)");
  expect(new Set(seen).size).toBe(9);
  await page.close();
});
