import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { BackendAnswer } from "../playground/settings.ts";
import { startPlayground, type Playground } from "./playground.ts";
import { launchBrowser, visit } from "./visit.ts";

let playground: Playground;
let browser: Browser;

beforeAll(async () => {
  [playground, browser] = await Promise.all([startPlayground(), launchBrowser()]);
});
afterEach(() => playground.change({ backend: "normal" }));
afterAll(async () => {
  await browser.close();
  await playground.stop();
});

describe("a backend that does not do its work is named, with what to do about it", () => {
  it.each([
    ["no backend", "reset", "endpoint-unreachable"],
    ["an HTML page", "html", "endpoint-invalid"],
    ["401", "unauthorized", "unauthorized"],
    ["a session without a token", "no-token", "endpoint-invalid"],
    ["503", "unavailable", "endpoint-failed"],
  ] satisfies [string, BackendAnswer, string][])("%s", async (_name, backend, kind) => {
    await playground.change({ backend });
    const { page, uncaught } = await visit(browser, playground.url);
    const preview = page.locator(".blaxel-preview");
    await expect.poll(() => preview.getAttribute("data-state")).toBe("error");
    const problem = preview.getByRole("alert");
    await problem.waitFor();
    await expect.poll(() => preview.textContent()).toContain(kind);
    expect(((await problem.textContent()) ?? "").length).toBeGreaterThan(40);
    expect(await preview.locator("iframe").count()).toBe(0);
    await page.getByText("No session", { exact: true }).waitFor();
    expect(uncaught).toEqual([]);
    await page.context().close();
  });

  it("and when it works again, the page comes without reloading it", async () => {
    await playground.change({ backend: "reset" });
    const { page, app, uncaught } = await visit(browser, playground.url);
    await page.getByText("No session", { exact: true }).waitFor();
    await playground.change({ backend: "normal" });
    await app.getByRole("heading", { name: "Hello from the sandbox" }).waitFor();
    expect(uncaught).toEqual([]);
    await page.context().close();
  });
});
