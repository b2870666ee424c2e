// Twelve sandboxes side by side, as a page of live examples has them: each runs a Vite server on port
// 3000, each is shown in a frame of its own, each reloads its own code hot.
import { execFileSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { chromium, type Browser, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startLocalSandbox, type LocalSandbox } from "blaxel-local";
import { findChromium } from "../scripts/chromium.js";

const COUNT = 12;
const vite = join(
  dirname(createRequire(import.meta.url).resolve("vite/package.json")),
  "bin/vite.js",
);

let local: LocalSandbox;
let host: Server;
let browser: Browser;
let page: Page;
type Sandbox = import("@blaxel/core").SandboxInstance;
const sandboxes: Sandbox[] = [];

const INDEX = `<!doctype html><title>Example</title><h1></h1><script type="module" src="/main.js"></script>`;
const MAIN = `
import { text } from "./text.js";
const show = (text) => { document.querySelector("h1").textContent = text; };
window.loadedAt ??= performance.timeOrigin;
show(text);
import.meta.hot.accept("./text.js", (next) => show(next.text));`;
const textModule = (text: string) => `export const text = ${JSON.stringify(text)};`;

/** Addresses on which processes below this one listen, by the system's own list. */
function listeningAddresses(): string[] {
  const children = new Map<number, number[]>();
  for (const line of execFileSync("ps", ["-A", "-o", "pid=,ppid="]).toString().trim().split("\n")) {
    const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const tree = new Set<number>();
  const visit = (pid: number) => {
    tree.add(pid);
    for (const child of children.get(pid) ?? []) visit(child);
  };
  visit(process.pid);
  return execFileSync("ss", ["-ltnpH"])
    .toString()
    .split("\n")
    .filter((line) => [...line.matchAll(/pid=(\d+)/g)].some(([, pid]) => tree.has(Number(pid))))
    .map((line) => line.trim().split(/\s+/)[3] ?? "");
}

beforeAll(async () => {
  local = await startLocalSandbox();
  for (const [name, value] of Object.entries(local.env)) vi.stubEnv(name, value);
  const { SandboxInstance } = await import("@blaxel/core");
  const urls: string[] = [];
  for (let index = 0; index < COUNT; index++) {
    const sandbox = await SandboxInstance.createIfNotExists({
      name: `example-${index}`,
      region: "x",
    });
    sandboxes.push(sandbox);
    await sandbox.fs.write("/app/index.html", INDEX);
    await sandbox.fs.write("/app/main.js", MAIN);
    await sandbox.fs.write("/app/text.js", textModule(`first ${index}`));
    const preview = await sandbox.previews.createIfNotExists({
      metadata: { name: "app" },
      spec: { port: 3000, public: index % 2 === 0 },
    });
    const token = await preview.tokens.create(new Date(Date.now() + 3_600_000));
    const query = preview.spec.public === true ? "" : `?bl_preview_token=${token.value}`;
    urls.push(`${preview.spec.url}/${query}`);
  }
  await Promise.all(
    sandboxes.map((sandbox) =>
      sandbox.process.exec({
        name: "dev",
        command: `exec node ${vite} --host 0.0.0.0 --port 3000 --strictPort`,
        workingDir: "/app",
        waitForPorts: [3000],
        timeout: 100,
      }),
    ),
  );
  const frames = urls.map((url, index) => `<iframe name="frame-${index}" src="${url}"></iframe>`);
  host = createServer((_request, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end(`<!doctype html><title>Host</title>${frames.join("")}`);
  });
  await new Promise<void>((resolve) => host.listen(0, "127.0.0.1", resolve));
  const executablePath = findChromium();
  browser = await chromium.launch(executablePath ? { executablePath } : {});
  page = await browser.newPage();
  const { port } = host.address() as AddressInfo;
  await page.goto(`http://localhost:${port}/`);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await browser.close();
  host.close();
  await local.close();
});

const frame = (index: number) => page.frameLocator(`iframe[name="frame-${index}"]`);
const loadedAt = (index: number) =>
  frame(index)
    .locator("h1")
    .evaluate(() => performance.timeOrigin);

describe("twelve sandboxes with a Vite server each, all on port 3000", () => {
  it("show their own page in their own frame, public and private", async () => {
    for (let index = 0; index < COUNT; index++) {
      const title = frame(index).locator("h1", { hasText: `first ${index}` });
      expect(await title.textContent()).toBe(`first ${index}`);
    }
  });

  it("reload code hot, without loading any page again", async () => {
    const before: number[] = [];
    for (let index = 0; index < COUNT; index++) before.push(await loadedAt(index));
    await Promise.all(
      sandboxes.map((sandbox, index) =>
        sandbox.fs.write("/app/text.js", textModule(`second ${index}`)),
      ),
    );
    for (let index = 0; index < COUNT; index++) {
      await frame(index).getByText(`second ${index}`, { exact: true }).waitFor();
      expect(await loadedAt(index)).toBe(before[index]);
    }
  });

  it("listen on loopback only", () => {
    const addresses = listeningAddresses();
    expect(addresses.length).toBeGreaterThanOrEqual(COUNT);
    expect(addresses.filter((address) => !/^(127\.|\[::1\]|\[::ffff:127\.)/.test(address))).toEqual(
      [],
    );
  });
});
