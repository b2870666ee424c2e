// A browser prints each request that fails, and the user takes that for a fault of the page.
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { withAppStack, type AppStack } from "../bench/appStack.ts";
import { launchBrowser } from "./visit.ts";

let app: AppStack;
let browser: Browser;
let close = () => {};
let closed: Promise<void>;

beforeAll(async () => {
  // The pages are builds for users, whose React has no part for development.
  vi.stubEnv("NODE_ENV", "production");
  browser = await launchBrowser();
  await new Promise<void>((ready) => {
    closed = withAppStack((started) => {
      app = started;
      ready();
      return new Promise<void>((done) => (close = done));
    });
  });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  close();
  await closed;
  await browser.close();
});

const command = "node app.mjs 3000 1500";

/** Opens the page in a profile of its own; `red` gives what its console has in red since it was asked. */
async function open() {
  const page = await (await browser.newContext()).newPage();
  let lines: string[] = [];
  page.on("console", (message) => {
    const { url } = message.location();
    if (message.type() === "error") lines.push(`${message.text()} ${url}`);
  });
  page.on("pageerror", (error) => lines.push(String(error)));
  await page.goto(app.pages.address("preview", { command }));
  const red = () => {
    const before = lines;
    lines = [];
    return before;
  };
  return { page, red };
}

const becomes = (page: Page, state: string) =>
  page.locator(`.blaxel-preview[data-state=${state}]`).waitFor({ timeout: 60_000 });

/** How often the sandbox was asked what runs in it. */
const looks = async () => {
  const requests = await app.stack.call("requests");
  return requests.filter(({ method, path }) => method === "GET" && path === "/process").length;
};

it("is quiet on a visit, when the server is killed, and when it is started again", async () => {
  const first = await open();
  await becomes(first.page, "ready");
  const atFirst = first.red();
  await first.page.context().close();

  const { page, red } = await open();
  await becomes(page, "ready");
  const atSecond = red();

  await app.kill();
  await becomes(page, "error");
  // It goes on looking whether the server is back.
  const before = await looks();
  await expect.poll(looks).toBeGreaterThan(before + 5);
  const afterKill = red();

  await page.getByRole("button", { name: "Try again" }).click();
  await becomes(page, "ready");
  const afterTrying = red();
  await page.context().close();

  const counts = { atFirst, atSecond, afterKill, afterTrying };
  const says = JSON.stringify(counts, undefined, 2);
  expect(atSecond, says).toEqual([]);
  expect(atFirst.length, says).toBeLessThanOrEqual(2);
  expect(afterKill.length, says).toBeLessThanOrEqual(2);
  expect(afterTrying.length, says).toBeLessThanOrEqual(2);
});
