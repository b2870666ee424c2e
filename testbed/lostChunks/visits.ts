// What somebody who opens the page goes through when one of its chunks is lost.
import { strict as assert } from "node:assert";
import type { Browser, Page } from "playwright";
import { filesOf, type KitChunk } from "./kitChunks.ts";
import type { Loss } from "./losses.ts";
import { startLossyServer, type LossyServer, type LostChunks, type Site } from "./lossyServer.ts";

/** Longer than the kit waits for an answer, pauses and asks again, on a busy machine. */
const PATIENCE_MS = 45_000;

/** Nothing is lost. */
export const works = (browser: Browser, site: Site) =>
  visit(browser, { site }, (page, server) => expectWorking(page, server));

/** The first request for each chunk is lost: the page has to work without being loaded again. */
export function comesBack(
  browser: Browser,
  site: Site,
  chunks: readonly KitChunk[],
  how: Loss,
): Promise<void> {
  return visit(browser, { site, loss: { chunks, how, times: 1 } }, async (page, server) => {
    await expectWorking(page, server);
    assert.equal(server.lost(), filesOf(chunks).size, "each chunk was lost once");
    assert.equal(server.documents(), 1, "the page was loaded once");
  });
}

/** Every request for the chunk is lost, as after a deployment: the page has to say what helps. */
export function saysSo(browser: Browser, site: Site, chunk: KitChunk): Promise<void> {
  const loss = { chunks: [chunk], how: "not found", times: Infinity } as const;
  return visit(browser, { site, loss }, async (page, server) => {
    if (chunk.name.startsWith("preview")) {
      await page.locator(".blaxel-preview", { hasText: "could not be loaded" }).waitFor();
      await page.locator("button", { hasText: "Reload the page" }).click();
    } else if (chunk.name === "errorEngine") {
      await output(page, "Errors of the app", /^sdk-unavailable$/).waitFor();
      await page.reload({ waitUntil: "commit" });
    } else {
      // Until then a page that the server has rendered hears no click.
      await output(page, "Session", /^(ready|sdk-unavailable)$/).waitFor();
      await page.getByRole("button", { name: "List files" }).click();
      await output(page, "Files", /^sdk-unavailable: .+ could not be loaded/).waitFor();
      await page.reload({ waitUntil: "commit" });
    }
    await expectWorking(page, server);
    assert.ok(server.lost() > 0, "the chunk was lost");
    assert.equal(server.documents(), 2, "the page was loaded again");
  });
}

async function visit(
  browser: Browser,
  { site, loss }: { site: Site; loss?: LostChunks },
  goThrough: (page: Page, server: LossyServer) => Promise<void>,
): Promise<void> {
  const server = await startLossyServer(site, loss);
  const context = await browser.newContext();
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const uncaught: string[] = [];
  page.on("pageerror", (error) => {
    // A script that is not one is reported by the browser itself, whoever has asked for it.
    if (error.name !== "SyntaxError") uncaught.push(String(error));
  });
  try {
    await page.goto(server.url, { waitUntil: "commit" });
    await goThrough(page, server);
    assert.deepEqual(uncaught, [], "nothing is left uncaught");
  } catch (error) {
    const said = await page.locator("body").innerText({ timeout: 1_000 }).catch(String);
    const lines = [String(error), "The page says:", said, ...uncaught];
    throw new Error(lines.join("\n"), { cause: error });
  } finally {
    await context.close();
    await server.close();
  }
}

/** Session, refresh, SDK, preview, toolbar and the app's errors. */
async function expectWorking(page: Page, server: LossyServer): Promise<void> {
  await output(page, "Session", /^ready$/).waitFor();
  const asked = server.sessions();
  await page.getByRole("button", { name: "Refresh" }).click();
  await output(page, "Refreshes", /^1$/).waitFor();
  assert.ok(server.sessions() > asked, "the session was refreshed");
  await output(page, "Session", /^ready$/).waitFor();

  await listFiles(page);
  await page.locator('.blaxel-preview[data-state="ready"]').waitFor();
  await page
    .frameLocator('iframe[title="The app"]')
    .getByRole("heading", { name: "Hello" })
    .waitFor();
  await page.locator(".blaxel-preview-bar").getByRole("button").first().waitFor();
  await output(page, "Errors of the app", /^1$/).waitFor();
}

/** A call that finds no SDK is not repeated by itself: the user asks again. */
async function listFiles(page: Page): Promise<void> {
  const listed = output(page, "Files", /server\.mjs/);
  const refused = output(page, "Files", /^(sdk-unavailable|timeout):/);
  for (let call = 1; call <= 3; call++) {
    await page.getByRole("button", { name: "List files" }).click();
    await listed.or(refused).waitFor();
    if (await listed.isVisible()) return;
  }
  throw new Error("Three calls found no SDK.");
}

const output = (page: Page, label: string, text: RegExp) =>
  page.getByLabel(label, { exact: true }).filter({ hasText: text });
