import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { eventually } from "../../../testbed/eventually";
import { openTestSandbox, send } from "./testSandbox";
import { startLocalSandbox } from "./startLocalSandbox";

/** What lasts and keeps a Node process alive, counted by kind. */
function handles(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) {
    if (/TCP|Pipe|Process|FSEvent|StatWatcher/.test(kind)) {
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
  }
  return counts;
}
// Of its own, as other tests make folders at the same time.
const temporary = mkdtempSync(join(tmpdir(), "close-test-"));
const folders = () => readdirSync(temporary);
beforeEach(() => {
  vi.stubEnv("TMPDIR", temporary);
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(() => rmSync(temporary, { recursive: true }));

/** Processes whose working folder is below `folder`, by Linux's own table. */
function processesIn(folder: string): string[] {
  if (!existsSync("/proc/self/cwd")) return [];
  return readdirSync("/proc").filter((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      return readlinkSync(`/proc/${entry}/cwd`).startsWith(folder);
    } catch {
      return false;
    }
  });
}

describe("close", () => {
  it("leaves no socket, process, watcher or temporary folder", async () => {
    // The first start loads what stays loaded.
    await (await startLocalSandbox()).close();
    const before = { handles: handles(), folders: folders() };

    const test = await openTestSandbox({ previewOrigin: "port" });
    expect(folders().length).toBeGreaterThan(before.folders.length);
    await test.runApp(
      "app",
      `import { createServer } from "node:http";
       import { spawn } from "node:child_process";
       spawn("sleep", ["600"]);
       process.on("SIGTERM", () => {});
       createServer((q, s) => s.write("open")).listen(3000, "0.0.0.0");`,
      3000,
    );
    const app = await test.preview("app", { port: 3000, public: true });
    const headers = { "X-Blaxel-Preview-Token": test.session.token };
    const streams = [
      fetch(app.url),
      fetch(`${test.session.url}/process/app/logs/stream`, { headers }),
      fetch(`${test.session.url}/watch/filesystem/%2F**`, { headers }),
    ];
    const socket = connect(Number(new URL(app.url).port), "127.0.0.1");
    await new Promise((resolve) => socket.once("connect", resolve));
    await Promise.all(streams.slice(0, 2));
    for (const stream of streams) void stream.then((answer) => answer.text()).catch(() => "cut");
    test.local.faults.inject({ type: "stall", afterBytes: 0, on: { kind: "session" } });
    void test.api("GET", "/process").catch(() => "cut");
    test.local.faults.inject({ type: "latency", ms: 600_000, on: { kind: "control" } });
    void test.control("GET", "/sandboxes").catch(() => "cut");
    await eventually(() => expect(test.local.requests().at(-1)?.path).toBe("/sandboxes"));
    expect(processesIn(temporary).length).toBeGreaterThan(0);

    await Promise.all([test.local.close(), test.local.close()]);
    expect(processesIn(temporary)).toEqual([]);
    expect(folders()).toEqual(before.folders);
    await expect(send(test.session.url)).rejects.toThrow("ECONNREFUSED");
    await expect(send(app.url)).rejects.toThrow("ECONNREFUSED");
    await eventually(() => expect(handles()).toEqual(before.handles));
  });

  it("waits until the files of a deleted sandbox are gone", async () => {
    const root = join(temporary, "named");
    const test = await openTestSandbox({ root });
    const many = join(root, "demo", "many");
    mkdirSync(many);
    for (let file = 0; file < 5000; file++) writeFileSync(join(many, String(file)), "");
    await test.control("DELETE", "/sandboxes/demo");
    await test.local.close();
    expect(readdirSync(root)).toEqual([]);
    rmSync(root, { recursive: true });
  });

  it("ends an address of a preview that is just being made", async () => {
    const test = await openTestSandbox({ previewOrigin: "port" });
    const before = handles()["TCPServerWrap"] ?? 0;
    const { listen } = Server.prototype;
    let closing = Promise.resolve();
    vi.spyOn(Server.prototype, "listen").mockImplementationOnce(function (
      this: Server,
      ...args: unknown[]
    ) {
      closing = test.local.close();
      return Reflect.apply(listen, this, args);
    });
    await expect(test.preview("app", { port: 3000, public: true })).rejects.toThrow(
      "socket hang up",
    );
    vi.restoreAllMocks();
    await closing;
    await eventually(() => expect(handles()["TCPServerWrap"] ?? 0).toBe(before - 2));
  });

  it("leaves nothing when the start fails", async () => {
    const first = await startLocalSandbox();
    const before = folders();
    await expect(startLocalSandbox({ port: first.port })).rejects.toThrow("EADDRINUSE");
    expect(folders()).toEqual(before);
    await first.close();

    const { listen } = Server.prototype;
    vi.spyOn(Server.prototype, "listen")
      .mockImplementationOnce(function (this: Server, ...args: unknown[]) {
        return Reflect.apply(listen, this, args);
      })
      .mockImplementationOnce(function (this: Server) {
        setImmediate(() => this.emit("error", new Error("the second is refused")));
        return this;
      });
    await expect(startLocalSandbox()).rejects.toThrow("the second is refused");
    vi.restoreAllMocks();
    expect(folders()).toEqual([]);
    expect(handles()["TCPServerWrap"]).toBeUndefined();
  });

  it("refuses options that cannot work", async () => {
    const profile: "A" = JSON.parse('"C"');
    await expect(startLocalSandbox({ profile })).rejects.toThrow('profile must be "A" or "B"');
    const previewOrigin: "port" = JSON.parse('"x"');
    await expect(startLocalSandbox({ previewOrigin })).rejects.toThrow("previewOrigin must be");
    const passEnv: string[] = JSON.parse('"HOME"');
    await expect(startLocalSandbox({ passEnv })).rejects.toThrow("passEnv must be a list of names");
    await expect(startLocalSandbox({ passEnv: ["A=b"] })).rejects.toThrow("passEnv must be");
    await expect(startLocalSandbox({ port: 1.5 })).rejects.toThrow("port must be a whole number");
  });
});
