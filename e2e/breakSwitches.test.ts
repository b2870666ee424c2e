import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startPlayground, type Playground } from "./playground.ts";
import { appShown, launchBrowser, visit, type Visit } from "./visit.ts";

let playground: Playground;
let browser: Browser;
let open: Visit;

beforeAll(async () => {
  [playground, browser] = await Promise.all([startPlayground(), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await playground.stop();
});
beforeEach(async () => {
  open = await visit(browser, playground.url);
  await appShown(open);
  await open.app.getByRole("button", { name: "One more" }).click();
  await open.app.locator("output", { hasText: "1" }).waitFor();
  await open.page.getByTestId("process-status").filter({ hasText: "ready" }).waitFor();
  await open.page.locator("textarea:not([readonly])").waitFor();
});
afterEach(async () => {
  await playground.change({ backend: "normal" });
  await playground.change({ slow: false });
  if (open.uncaught.length > 0) throw new Error(open.uncaught.join("\n"));
  await open.page.context().close();
});

const count = () => open.app.getByLabel("Count", { exact: true }).textContent();
const processStatus = () => open.page.getByTestId("process-status").textContent();
const editor = () => open.page.getByLabel("Text of /app/src/Message.jsx");
const editorText = () => editor().inputValue();
const previewState = () => open.page.locator(".blaxel-preview").getAttribute("data-state");
const button = (name: string | RegExp) => open.page.getByRole("button", { name });
const events = () => open.page.getByRole("list", { name: "Events, newest first" });

/** Writes a file through the session, and waits until the app shows it. */
async function editHeading(words: string): Promise<void> {
  const text = await editorText();
  await editor().fill(text.replace(/<h1>.*<\/h1>/, `<h1>${words}</h1>`));
  await open.app.getByRole("heading", { name: words }).waitFor();
}

describe("each break switch ends healed or with an honest error", () => {
  it("expire the session: it is replaced, an edit goes through, the page keeps its count", async () => {
    const loads = open.frameLoads();
    await button(/Expire/).click();
    await editHeading("Edited with a new session");
    await events()
      .getByText(/Session is back|New session/)
      .first()
      .waitFor();
    await open.page.getByText("Session ready", { exact: true }).waitFor();
    expect(await count()).toBe("1");
    expect(open.frameLoads()).toBe(loads);
  });

  it("stop the backend: the session lives on, the failed renewal is told, and it heals", async () => {
    await open.page.getByLabel("Stop the backend").selectOption("reset");
    await button("Renew the session now").click();
    await open.page.getByText("Renewal failed", { exact: true }).waitFor();
    await editHeading("Edited without a backend");
    expect(await count()).toBe("1");
    await open.page.getByLabel("Stop the backend").selectOption("normal");
    await button("Renew the session now").click();
    await open.page.getByText("Session ready", { exact: true }).waitFor();
    expect(await previewState()).toBe("ready");
  });

  it("kill the dev server: the frame is covered and says why; a restart brings the page back", async () => {
    await button(/^Kill Kill the dev server/).click();
    await expect.poll(previewState).toBe("error");
    const preview = open.page.locator(".blaxel-preview");
    await expect.poll(() => preview.textContent()).toContain("process-exited");
    await expect.poll(processStatus).toContain("exited");
    await button("Restart").click();
    await expect.poll(previewState).toBe("ready");
    await open.app.getByRole("button", { name: "One more" }).waitFor();
    await expect.poll(processStatus).toContain("ready");
  });

  it("cut the streams: the log goes on, no line lost or doubled", async () => {
    const log = open.page.getByRole("region", { name: "Log of dev-server" });
    await expect.poll(() => log.textContent()).toContain("ready in");
    const streams = async () =>
      (await playground.requests()).sandbox.filter(({ path }) => path.endsWith("/logs/stream"))
        .length;
    const before = await streams();
    await button(/Cut/).click();
    await expect.poll(streams).toBeGreaterThan(before);
    await editHeading("Edited after the cut");
    await expect.poll(async () => (await log.textContent())?.split("ready in").length).toBe(2);
    await expect.poll(() => log.textContent()).toContain("hmr update");
    expect(await count()).toBe("1");
  });

  it("put the sandbox to sleep: the next request wakes it, and everything is back", async () => {
    await button(/Sleep/).click();
    await editHeading("Edited after sleeping");
    await expect.poll(previewState).toBe("ready");
    await expect.poll(processStatus).toContain("ready");
  });

  it("slow network: it is waited for, and the page comes", async () => {
    await button(/Slow network/).click();
    await button("Reload the page").click();
    await open.app.getByRole("button", { name: "One more" }).waitFor();
    await expect.poll(count).toBe("0");
    await expect.poll(previewState).toBe("ready");
    await button(/Slow network/).click();
    const isPressed = () => button(/Slow network/).getAttribute("aria-pressed");
    await expect.poll(isPressed).toBe("false");
  });
});
