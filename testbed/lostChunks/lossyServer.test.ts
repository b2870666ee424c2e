import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import type { Loss } from "./losses.ts";
import { startLossyServer, type LossyServer } from "./lossyServer.ts";

const code = "export const part = 1;\n";
let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "lossy-server-"));
  writeFileSync(join(root, "index.html"), "<!doctype html>");
  writeFileSync(join(root, "part.js"), code);
});
afterAll(() => rmSync(root, { recursive: true }));

/** A server whose page is open, and that loses the first request for the chunk. */
async function openPage(how: Loss): Promise<LossyServer> {
  const app = { name: "app", root, headers: {} };
  const chunk = { name: "part", file: "part.js" };
  const site = { app, endpoint: "http://127.0.0.1:1/" };
  const server = await startLossyServer(site, { chunks: [chunk], how, times: 1 });
  onTestFinished(() => server.close());
  await (await fetch(server.url)).text();
  return server;
}

const ask = async ({ url }: LossyServer, signal?: AbortSignal) => {
  const response = await fetch(`${url}part.js`, signal && { signal });
  const type = response.headers.get("content-type");
  return { status: response.status, type, text: await response.text() };
};

const whole = { status: 200, type: "text/javascript", text: code };

it.each<[Loss, object]>([
  ["not found", { status: 404 }],
  ["unavailable", { status: 503 }],
  ["a page instead", { status: 200, type: "text/html" }],
  ["half of it", { ...whole, text: code.slice(0, code.length / 2) }],
])("loses a chunk once: %s", async (how, seen) => {
  const server = await openPage(how);
  expect(await ask(server)).toMatchObject(seen);
  expect(await ask(server)).toEqual(whole);
  expect(server.lost()).toBe(1);
});

it("cuts the connection in the middle of a chunk", async () => {
  const server = await openPage("cut off");
  await expect(ask(server)).rejects.toThrow("terminated");
  expect(await ask(server)).toEqual(whole);
});

it("leaves a request without an answer", async () => {
  const server = await openPage("no answer");
  const over = new AbortController();
  const first = ask(server, over.signal);
  await expect.poll(() => server.lost()).toBe(1);
  expect(await ask(server)).toEqual(whole);
  over.abort(new Error("given up"));
  await expect(first).rejects.toThrow("given up");
});

it("loses nothing once the page is loaded again", async () => {
  const server = await openPage("not found");
  await (await fetch(server.url)).text();
  expect(await ask(server)).toEqual(whole);
});
