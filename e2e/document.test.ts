import type { SandboxInstance } from "@blaxel/core";
import { startLocalSandbox, type LocalSandbox } from "blaxel-local";
import { createSandboxHandler } from "blaxel-react/server";
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { startSite } from "./fixtures/site.ts";
import { launchBrowser, visit } from "./visit.ts";

let local: LocalSandbox;
let browser: Browser;

beforeAll(async () => {
  [local, browser] = await Promise.all([startLocalSandbox(), launchBrowser()]);
  // Before `@blaxel/core` is imported, which reads them then.
  Object.assign(process.env, local.env);
});
afterAll(async () => {
  await browser.close();
  await local.close();
});

/** An app that counts nothing and needs nothing. */
async function writeApp(sandbox: SandboxInstance): Promise<void> {
  await sandbox.fs.write("/app/package.json", '{ "scripts": { "dev": "node server.mjs" } }');
  await sandbox.fs.write(
    "/app/server.mjs",
    `import { createServer } from "node:http";
    const page = "<!doctype html><title>App</title><h1>Hello from the sandbox</h1>";
    createServer((request, response) => {
      response.setHeader("content-type", "text/html");
      response.end(page);
    }).listen(3000, "0.0.0.0");`,
  );
}

const starts = (sandbox: string) =>
  local
    .requests()
    .filter((request) => request.sandbox === sandbox && request.method === "POST")
    .filter(({ path }) => path === "/process").length;

it("the document's client works against createSandboxHandler, in a browser", async () => {
  const site = await startSite(
    createSandboxHandler({
      authorize: () => ({ name: "document-client" }),
      sandbox: { image: "blaxel/prod-base:latest", memory: 4096, region: "local" },
      previews: { "app-preview": 3000 },
      prepare: writeApp,
    }),
  );
  onTestFinished(() => site.close());
  const { app, uncaught } = await visit(browser, `${site.url}/document.html`);
  await app.getByRole("heading", { name: "Hello from the sandbox" }).waitFor();
  expect(site.asked()).toBe(1);
  expect(uncaught).toEqual([]);
});

it("the hooks work against a route that makes the document's calls", async () => {
  const { SandboxInstance } = await import("@blaxel/core");
  const { createDocumentRoute } = await import("../bench/baselines/documentRoute.ts");
  const name = "document-route";
  await writeApp(await SandboxInstance.createIfNotExists({ name, region: "local" }));
  let route: (() => Promise<Response>) | undefined;
  const site = await startSite(async () => {
    route ??= createDocumentRoute(name, site.url);
    return route();
  });
  onTestFinished(() => site.close());

  const { page, app, uncaught } = await visit(browser, `${site.url}/hooks.html`);
  await app.getByRole("heading", { name: "Hello from the sandbox" }).waitFor();
  await expect.poll(() => page.locator(".blaxel-preview").getAttribute("data-state")).toBe("ready");
  await page.getByText("Process: ready").waitFor();
  // StrictMode is on: one of each nevertheless.
  expect(site.asked()).toBe(1);
  expect(starts(name)).toBe(1);
  expect(uncaught).toEqual([]);
});
