import type { Browser } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPlayground, type Playground } from "./playground.ts";
import { launchBrowser, visit } from "./visit.ts";

let playground: Playground;
let browser: Browser;

beforeAll(async () => {
  [playground, browser] = await Promise.all([startPlayground(), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await playground.stop();
});

/** What the sandbox was asked to start; one of them is the lock of the backend's `prepare`. */
const starts = async () => {
  const { sandbox } = await playground.requests();
  return sandbox.filter(({ method, path }) => method === "POST" && path === "/process").length;
};

describe.sequential("a visit to the playground", () => {
  let startsAtFirst: number;

  it("fresh: shows the app of a real process, and an edit changes it without a reload", async () => {
    const { page, app, uncaught, frameLoads } = await visit(browser, playground.url);
    const more = app.getByRole("button", { name: "One more" });
    const count = app.getByLabel("Count", { exact: true });
    await more.click();
    await more.click();
    await more.click();
    await expect.poll(() => count.textContent()).toBe("3");

    const loads = frameLoads();
    const editor = page.getByLabel("Text of /app/src/Message.jsx");
    await expect.poll(() => editor.inputValue()).toContain("Hello from the sandbox");
    const text = await editor.inputValue();
    await editor.fill(text.replace("Hello from the sandbox", "Changed from the editor"));
    await app.getByRole("heading", { name: "Changed from the editor" }).waitFor();

    expect(await count.textContent()).toBe("3");
    expect(frameLoads()).toBe(loads);
    expect(uncaught).toEqual([]);
    startsAtFirst = await starts();
    await page.context().close();
  });

  it("second: shows the running app at once; one session request, one process, one frame document", async () => {
    const before = (await playground.requests()).session;
    const { page, app, uncaught, frameLoads } = await visit(browser, playground.url);
    await app.getByRole("heading", { name: "Changed from the editor" }).waitFor();
    await expect.poll(() => page.getByTestId("process-status").textContent()).toContain("ready");

    expect((await playground.requests()).session - before).toBe(1);
    expect(frameLoads()).toBe(1);
    expect(await starts()).toBe(startsAtFirst);
    await page.getByText("All processes").click();
    const servers = page.locator(".processes li", { hasText: "dev-server" });
    await expect.poll(() => servers.count()).toBe(1);
    expect(uncaught).toEqual([]);
    await page.context().close();
  });
});
