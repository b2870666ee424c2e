import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { eventually } from "../../testbed/eventually";
import { chosenEngines } from "../../testbed/engines/chosenEngines";
import { launchEngine } from "../../testbed/engines/launchEngine";

const { engines } = chosenEngines(process.env["KIT_ENGINES"]);
const programs = {
  chromium: "CHROMIUM_PATH",
  firefox: "FIREFOX_PATH",
  webkit: "WEBKIT_DRIVER_PATH",
};

const server = createServer((request, response) => {
  if (request.url === "/hang") return;
  const body = "<!doctype html><title>A page</title><iframe src=/hang></iframe>";
  response.writeHead(200, { "content-type": "text/html" }).end(body);
});
let address = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://app.localhost:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Where everything that a browser keeps has to go. */
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "blaxel-react-engines-"));
  vi.stubEnv("TMPDIR", folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** The processes that live, each with the one that it belongs to. */
function processes(): { pid: number; parent: number }[] {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid=,stat="], { encoding: "utf8" });
  return rows
    .split("\n")
    .map((row) => row.trim().split(/\s+/))
    .filter(([, , state = "Z"]) => !state.startsWith("Z"))
    .map(([pid, parent]) => ({ pid: Number(pid), parent: Number(parent) }));
}

/** The descendants of this process that live. */
function descendants(): number[] {
  const all = processes();
  const below = (of: number): number[] =>
    all.filter(({ parent }) => parent === of).flatMap(({ pid }) => [pid, ...below(pid)]);
  return below(process.pid);
}

async function nothingIsLeft(started: readonly number[]) {
  await eventually(() =>
    expect(processes().filter(({ pid }) => started.includes(pid))).toEqual([]),
  );
  expect(readdirSync(folder)).toEqual([]);
}

describe.each(engines)("%s", (name) => {
  it("opens pages that can be seen, side by side, and leaves nothing behind", async () => {
    const before = descendants();
    const engine = await launchEngine(name);
    const started = descendants().filter((pid) => !before.includes(pid));
    expect(started).not.toEqual([]);
    try {
      expect(engine.version).toMatch(/^\d+\.\d+/);
      const pages = await Promise.all([engine.open(address), engine.open(address)]);
      for (const page of pages) {
        expect(await page.evaluate("[document.title, document.hidden]")).toEqual(["A page", false]);
      }
      const [one, other] = pages;
      expect(await one.evaluate("Promise.resolve({ here: location.href })")).toEqual({
        here: address,
      });
      await expect(one.evaluate("Promise.reject(new Error('no'))")).rejects.toThrow("no");
      await one.close();
      expect(await other.evaluate("1 + 1")).toBe(2);
    } finally {
      await engine.close();
    }
    await nothingIsLeft(started);
  });

  it("leaves nothing behind when it cannot start", async () => {
    const before = descendants();
    vi.stubEnv(programs[name], "/bin/false");
    await expect(launchEngine(name)).rejects.toThrow(/launch|has ended/);
    await nothingIsLeft(descendants().filter((pid) => !before.includes(pid)));
  });
});

describe("which engines are tested", () => {
  it("those that are here, and it says which are not", () => {
    vi.stubEnv("FIREFOX_PATH", "/nowhere/firefox");
    const chosen = chosenEngines(undefined);
    expect(chosen.engines).not.toContain("firefox");
    expect(chosen.leftOut).toContain("firefox is left out: there is no firefox-esr here.");
  });

  it("one that is asked for and is not here is an error", () => {
    vi.stubEnv("XVFB_PATH", "/nowhere/Xvfb");
    expect(() => chosenEngines("chromium, webkit")).toThrow("there is no xvfb here");
    expect(() => chosenEngines("opera")).toThrow("there are chromium, firefox, webkit");
  });
});
