// Over plain http a browser sends neither `Origin` nor `Sec-Fetch-Site` with a GET, but cookies.
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createSandboxHandler, toNodeHandler } from "blaxel-react/server";
import { launchBrowser } from "./visit.ts";

let browser: Browser;
let context: BrowserContext;
let server: Server;
let port: number;
let authorized: number;
let asked: IncomingHttpHeaders | undefined;

beforeAll(async () => {
  browser = await launchBrowser(["--host-resolver-rules=MAP *.lan 127.0.0.1"]);
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
  const handler = toNodeHandler(
    createSandboxHandler({
      // Says who asks, so that no sandbox has to be made.
      authorize: (request) => {
        authorized += 1;
        return new Response(request.headers.get("cookie"));
      },
      hosts: [`app.lan:${port}`],
      onEvent: () => undefined,
    }),
  );
  server.on("request", (incoming, outgoing) => {
    const { pathname, searchParams } = new URL(incoming.url ?? "/", "http://server");
    if (pathname === "/api/sandbox") {
      asked = incoming.headers;
      return void handler(incoming, outgoing);
    }
    outgoing.setHeader("Content-Type", "text/html");
    outgoing.setHeader("Referrer-Policy", searchParams.get("policy") ?? "");
    outgoing.end(`<!doctype html><a href="http://app.lan:${port}/api/sandbox">Look</a>`);
  });
});
afterAll(async () => {
  await browser.close();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});
beforeEach(async () => {
  authorized = 0;
  context = await browser.newContext();
  await context.addCookies(
    ["app.lan", "localhost"].map((domain) => ({ name: "user", value: "ann", domain, path: "/" })),
  );
});
afterEach(() => context.close());

async function open(host: string, policy = "") {
  const page = await context.newPage();
  await page.goto(`http://${host}:${port}/?policy=${policy}`);
  return page;
}
async function askFrom(host: string, policy?: string) {
  const page = await open(host, policy);
  return page.evaluate(async () => {
    const response = await fetch("/api/sandbox");
    return { status: response.status, text: await response.text() };
  });
}

it("a page of the backend's own host is served by its Referer", async () => {
  expect(await askFrom("app.lan")).toEqual({ status: 200, text: "user=ann" });
  expect(asked).not.toHaveProperty("origin");
  expect(asked).not.toHaveProperty("sec-fetch-site");
});

it("one that sends no Referer is told what to do", async () => {
  const { status, text } = await askFrom("app.lan", "no-referrer");
  expect(status).toBe(403);
  expect(text).toContain("Referrer-Policy");
  expect(authorized).toBe(0);
});

it("on localhost the browser says it by itself", async () => {
  expect(await askFrom("localhost", "no-referrer")).toEqual({ status: 200, text: "user=ann" });
});

it.each(["", "no-referrer", "origin", "unsafe-url"])(
  "a link of a foreign page, which carries the user's cookie, is refused (policy: %j)",
  async (policy) => {
    const page = await open("evil.lan", policy);
    const answer = page.waitForResponse(/api/);
    await page.click("a");
    expect((await answer).status()).toBe(403);
    expect(asked).toMatchObject({ cookie: "user=ann" });
    expect(asked).not.toHaveProperty("sec-fetch-site");
    expect(authorized).toBe(0);
  },
);
