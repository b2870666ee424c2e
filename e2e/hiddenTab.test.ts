// A tab that goes to the background and comes back, told to the page by the browser itself.
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Tab } from "../testbed/pageLife.ts";
import { startPlayground, type Playground } from "./playground.ts";
import { launchBrowser } from "./visit.ts";

let playground: Playground;
let browser: Browser;
beforeAll(async () => {
  [playground, browser] = await Promise.all([startPlayground(), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await playground.stop();
});

const previewRequests = async () =>
  (await playground.requests()).sandbox.filter(({ kind }) => kind === "preview");

/** Every document loads Vite's client once, and so does a trial of the page; a probe does not. */
const documents = async () =>
  (await previewRequests()).filter(({ path }) => path === "/@vite/client").length;

it("invariant 1: the frame keeps its page in a tab that is hidden and shown again", async () => {
  const devtools = await browser.newBrowserCDPSession();
  const tab = await Tab.open(devtools, playground.url);
  const other = await Tab.open(devtools, "about:blank");
  const becomes = async (expression: string, value: unknown) => {
    await expect.poll(() => tab.valueOf(expression)).toBe(value);
  };
  const state = `document.querySelector(".blaxel-preview")?.dataset.state`;

  await tab.show();
  await becomes("document.visibilityState", "visible");
  await becomes(state, "ready");
  await becomes(`document.querySelector("iframe").wasThere = true`, true);
  const loaded = await documents();
  for (let round = 0; round < 3; round++) {
    await other.show();
    await becomes("document.visibilityState", "hidden");
    const asked = (await previewRequests()).length;
    await tab.show();
    await becomes("document.visibilityState", "visible");
    // A tab that is shown again is probed once.
    await expect.poll(async () => (await previewRequests()).length).toBeGreaterThan(asked);
    await becomes(state, "ready");
    await becomes(`document.querySelector("iframe").wasThere`, true);
  }
  expect(await documents()).toBe(loaded);
});
