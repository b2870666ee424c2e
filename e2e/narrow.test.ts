// The playground on a phone, with lines that have no place to break: they stay within their panel.
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startPlayground, type Playground } from "./playground.ts";
import { appShown, launchBrowser, visit } from "./visit.ts";

let playground: Playground;
let browser: Browser;
beforeAll(async () => {
  [playground, browser] = await Promise.all([startPlayground(), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await playground.stop();
});

const LONG = "unbroken".repeat(300);

// As a window of 1280 × 1024 that is magnified to 400 %.
it.each([
  { width: 320, height: 256 },
  { width: 360, height: 740 },
])("lets no panel cover another in $width × $height", async (viewport) => {
  const open = await visit(browser, playground.url, { viewport });
  const { page } = open;
  await appShown(open);
  const covered = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const tooWide = scrollWidth > clientWidth ? ["the page"] : [];
    const panels = [...document.querySelectorAll("main > *")].map((area) => ({
      name: area.className,
      box: (area.matches(".panel, section")
        ? area
        : (area.firstElementChild ?? area)
      ).getBoundingClientRect(),
    }));
    return panels
      .flatMap(({ name, box }) =>
        panels
          .filter((other) => other.name !== name)
          .filter(({ box: { top, bottom } }) => top < box.bottom - 1 && bottom > box.top + 1)
          .map((other) => `${name} and ${other.name}`),
      )
      .concat(tooWide);
  });
  expect(covered).toEqual([]);
});

it("keeps long lines, names and errors within their panels at 360 px", async () => {
  const open = await visit(browser, playground.url, { viewport: { width: 360, height: 740 } });
  const { page } = open;
  await appShown(open);
  const started = await page.evaluate(
    async (name) => {
      const { session } = await (await fetch("/api/sandbox")).json();
      const { ok } = await fetch(`${session.url}/process`, {
        method: "POST",
        headers: { "X-Blaxel-Preview-Token": session.token, "Content-Type": "application/json" },
        body: JSON.stringify({ name, command: "true" }),
      });
      return ok;
    },
    LONG.slice(0, 200),
  );
  expect(started).toBe(true);
  await page.reload();
  await appShown(open);
  await page.getByText("All processes").click();
  await page.locator(".process-name", { hasText: "unbroken" }).waitFor();
  const editor = page.getByLabel("Text of /app/src/Message.jsx");
  await page.locator("textarea:not([readonly])").waitFor();
  // Vite prints the line that it cannot read.
  await editor.fill(`${await editor.inputValue()}\nconst ${LONG} = ;`);
  await page.getByRole("region", { name: "Errors of the app" }).getByRole("article").waitFor();
  const tooWide = await page.evaluate((word) => {
    const note = document.createElement("div");
    note.className = "error-note";
    note.append(document.createElement("p"));
    note.firstElementChild?.append(word);
    document.querySelector(".panel-body")?.append(note);
    return [
      ...document.querySelectorAll("html, .panel-body, .error-note, .processes ul, .error-cards"),
    ]
      .filter((part) => part.scrollWidth > part.clientWidth)
      .map((part) => `${part.tagName} ${part.className} ${part.scrollWidth}`);
  }, LONG);
  expect(tooWide).toEqual([]);
});
