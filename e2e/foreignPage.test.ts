// A page of any site, opened beside a local sandbox, whose API key it has even learned.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startLocalSandbox, type LocalSandbox } from "blaxel-local";
import { launchBrowser } from "./visit.ts";

const apiKey = "known-to-the-attacker-0123";
let local: LocalSandbox;
let site: Server;
let browser: Browser;

beforeAll(async () => {
  local = await startLocalSandbox({ apiKey });
  const made = await fetch(`${local.apiUrl}/sandboxes`, {
    method: "POST",
    headers: { "X-Blaxel-Authorization": `Bearer ${apiKey}`, "Content-Type": "application/json" },
    body: JSON.stringify({ metadata: { name: "demo" }, spec: { region: "local" } }),
  });
  if (!made.ok) throw new Error(`The sandbox was not made: ${made.status}`);
  site = createServer((_request, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end("<!doctype html><title>Any site</title>");
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  site.close();
  await local.close();
});

it("starts no process, makes no sandbox, sets no fault, and learns of no name", async () => {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  const origin = `http://127.0.0.1:${local.port}`;
  const targets = {
    known: `${origin}/sandbox/demo/process`,
    unknown: `${origin}/sandbox/nothing/process`,
    control: `${origin}/v0/sandboxes`,
    admin: `${local.adminUrl}/faults`,
  };
  const told = await page.evaluate(
    async ({ targets, secrets }) => {
      const command = JSON.stringify({ command: "touch /attacked", name: "attack" });
      const ask = async (url: string, init: RequestInit) => {
        try {
          const { type, status } = await fetch(url, init);
          return `${type} ${status}`;
        } catch (error) {
          return String(error);
        }
      };
      const answers: Record<string, string[]> = {};
      for (const [name, url] of Object.entries(targets)) {
        answers[name] = [
          await ask(url, {}),
          await ask(url, { mode: "no-cors", method: "POST", body: command }),
          await ask(url, { mode: "no-cors", credentials: "include" }),
        ];
        for (const secret of secrets) {
          const headers = {
            Authorization: `Bearer ${secret}`,
            "X-Blaxel-Authorization": `Bearer ${secret}`,
            "Content-Type": "application/json",
          };
          answers[name].push(await ask(url, { headers }));
          answers[name].push(await ask(url, { headers, method: "POST", body: command }));
        }
        const form = document.createElement("form");
        const frame = document.createElement("iframe");
        frame.name = `into-${name}`;
        Object.assign(form, { action: url, method: "post", target: frame.name });
        document.body.append(frame, form);
        const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
        form.submit();
        await loaded;
        const socket = new WebSocket(url.replace("http", "ws"));
        answers[name].push(
          await new Promise<string>((resolve) => {
            socket.addEventListener("open", () => resolve("open"));
            socket.addEventListener("error", () => resolve("error"));
          }),
        );
      }
      return answers;
    },
    { targets, secrets: [apiKey, local.adminSecret] },
  );
  expect(local.processes("demo")).toEqual([]);
  // All that was granted is the making of the sandbox above; 0 is a connection that was closed.
  const granted = local.requests().filter(({ status = 0 }) => status > 0 && status < 400);
  expect(granted.map(({ path }) => path)).toEqual(["/sandboxes"]);
  expect(local.faults.list()).toEqual([]);
  expect(told["known"]).toEqual(told["unknown"]);
  const readable = Object.values(told)
    .flat()
    .filter((answer) => /^(basic|cors) |open/.test(answer));
  expect(readable).toEqual([]);
  await page.close();
});

it("lets the page of another origin in by no way of writing its origin", async () => {
  const url = `http://127.0.0.1:${local.port}/sandbox/demo/process`;
  const key = { "X-Blaxel-Authorization": `Bearer ${apiKey}` };
  const foreign: Record<string, string>[] = [
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://localhost:1" },
    { origin: "" },
    { origin: `https://127.0.0.1:${local.port}` },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "Cross-Site" },
    { "sec-fetch-site": "anything" },
    { "sec-fetch-site": "same-origin", origin: "https://evil.example" },
  ];
  for (const headers of foreign) {
    const refused = await fetch(url, { headers: { ...key, ...headers } });
    expect([headers, refused.status]).toEqual([headers, 403]);
    expect(refused.headers.get("access-control-allow-origin")).toBeNull();
  }
  expect((await fetch(url, { headers: key })).status).toBe(200);
  expect((await fetch(url)).status).toBe(401);
  expect((await fetch(url.replace("demo", "nothing"))).status).toBe(401);
  expect((await fetch(url.replace("demo", "nothing"), { headers: key })).status).toBe(404);
});

it.each(["local", "k", "", "password", "aaaaaaaaaaaaaaaaaaaaaaaa", "abcabcabcabcabcabcabcabc"])(
  "refuses an API key that can be guessed: %j",
  async (guessable) => {
    await expect(startLocalSandbox({ apiKey: guessable })).rejects.toThrow("apiKey can be guessed");
  },
);
