// A preview and a log in a real window that a page has opened, which then goes to the background.
import { startLocalSandbox, type LocalSandbox } from "blaxel-local";
import { createSandboxHandler } from "blaxel-react/server";
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Tab } from "../testbed/pageLife.ts";
import { startBuiltSite, type Site } from "./fixtures/site.ts";
import { launchBrowser } from "./visit.ts";

let local: LocalSandbox;
let browser: Browser;
let site: Site;
beforeAll(async () => {
  [local, browser] = await Promise.all([startLocalSandbox(), launchBrowser()]);
  // Before `@blaxel/core` is imported, which reads them then.
  Object.assign(process.env, local.env);
  site = await startBuiltSite(
    "popup.html",
    createSandboxHandler({
      authorize: () => ({ name: "popup" }),
      sandbox: { region: "local" },
      previews: { app: 3000 },
    }),
  );
});
afterAll(async () => {
  await browser.close();
  await site.close();
  await local.close();
});

it("what stands in a popup goes by the popup, not by the hidden tab that has opened it", async () => {
  const devtools = await browser.newBrowserCDPSession();
  const opener = await Tab.open(devtools, `${site.url}/popup.html`, { newWindow: true });
  const becomes = async (expression: string, value: unknown = true) => {
    await expect.poll(() => opener.valueOf(expression)).toBe(value);
  };
  const inPopup = (selector: string) => `kit.popup.document.querySelector("${selector}")`;
  const state = `${inPopup(".blaxel-preview")}?.dataset.state`;
  const follows = `${inPopup(".blaxel-logs")}?.dataset.status`;
  const rows = `kit.popup.document.querySelectorAll(".blaxel-logs-row").length`;
  const last = `Math.max(...Array.from(kit.popup.document.querySelectorAll(".blaxel-logs-text"),
    (line) => Number(line.textContent.replace("line ", ""))))`;

  await becomes("typeof globalThis.kit?.open", "function");
  await opener.valueOf("kit.open()");
  await becomes(state, "ready");
  await becomes(follows, "live");
  await opener.valueOf(`${inPopup("iframe")}.wasThere = true`);

  await Tab.open(devtools, "about:blank");
  await becomes("document.visibilityState", "hidden");
  expect(await opener.valueOf("kit.popup.document.visibilityState")).toBe("visible");
  await becomes("kit.wasHiddenForLong");
  expect(await opener.valueOf(state)).toBe("ready");
  expect(await opener.valueOf(`${inPopup("iframe")}.wasThere`)).toBe(true);
  expect(await opener.valueOf(follows)).toBe("live");
  const before = Number(await opener.valueOf(last));
  await becomes(`${last} > ${before + 5}`);

  const drawn = Number(await opener.valueOf(rows));
  await opener.valueOf(`${inPopup(".blaxel-logs")}.style.height = "600px"`);
  await becomes(`${rows} > ${drawn + 10}`);

  // The app takes the focus ten times a second.
  await opener.valueOf(`${inPopup("#own")}.focus()`);
  const taken = `new Promise((taken) => {
    const own = ${inPopup("#own")};
    own.addEventListener("blur", () => taken(true), { once: true });
    own.focus();
  })`;
  expect(await opener.valueOf(taken)).toBe(true);
  await becomes("kit.popup.document.activeElement.id", "own");

  await opener.valueOf("kit.popup.close()");
  // Now the user sees nothing of it.
  await becomes(follows, "paused");
});
