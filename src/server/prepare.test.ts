import type { SandboxInstance } from "@blaxel/core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startLocalSandbox, type LocalSandbox, type Profile } from "blaxel-local";
import { eventually } from "../../testbed/eventually";
import { createSandboxBackend } from "./backend";
import type { SandboxBackendEvent } from "./events";
import type { Prepare, SandboxBackendOptions } from "./options";

let port = 0;
const request = () => new Request("http://app.localhost/api/sandbox");

describe.each<Profile>(["A", "B"])("prepare, on a server of profile %s", (profile) => {
  let local: LocalSandbox;
  beforeAll(async () => {
    // The SDK reads its environment once: both servers answer at the same address.
    local = await startLocalSandbox({ profile, port, apiKey: "a-key-of-the-test-0123" });
    port = local.port;
    Object.assign(process.env, local.env);
  });
  afterAll(() => local.close());
  afterEach(() => {
    vi.useRealTimers();
  });

  function instance(name: string, prepare: SandboxBackendOptions["prepare"]) {
    const events: SandboxBackendEvent[] = [];
    const { handler } = createSandboxBackend({
      authorize: () => ({ name }),
      sandbox: { region: "local" },
      prepare,
      onEvent: (event) => events.push(event),
    });
    return { ask: async () => (await handler(request())).status, events };
  }

  it("runs once, however many requests and instances come at the same time", async () => {
    let runs = 0;
    const prepare = async (sandbox: SandboxInstance) => {
      runs += 1;
      await sandbox.fs.write("/app/index.html", "<h1>Hello</h1>");
    };
    const instances = [1, 2, 3].map(() => instance("once", prepare));
    const statuses = await Promise.all(instances.flatMap(({ ask }) => [ask(), ask()]));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(runs).toBe(1);
    expect(await instance("once", prepare).ask()).toBe(200);
    expect(runs).toBe(1);
    const { SandboxInstance } = await import("@blaxel/core");
    const sandbox = await SandboxInstance.get("once");
    expect(await sandbox.fs.read("/app/index.html")).toBe("<h1>Hello</h1>");
    expect((await sandbox.fs.ls("/tmp/.blaxel-react")).subdirectories).toEqual([]);
  });

  it("runs once, also when a second instance comes in the middle", async () => {
    const tried = () =>
      local
        .requests()
        .filter(
          ({ sandbox, method, path }) =>
            sandbox === "middle" && `${method} ${path}` === "POST /process",
        );
    let runs = 0;
    let second: Promise<number> | undefined;
    const other = instance("middle", async () => {
      runs += 1;
    });
    const { ask } = instance("middle", async () => {
      runs += 1;
      second = other.ask();
      await eventually(() => expect(tried()).toHaveLength(2));
    });
    expect(await ask()).toBe(200);
    expect(await second).toBe(200);
    expect(runs).toBe(1);
  });

  it("runs again after it failed, once the browser has waited", async () => {
    let runs = 0;
    const { ask, events } = instance("failing", async () => {
      runs += 1;
      if (runs === 1) throw new Error("registry is down");
    });
    expect(await ask()).toBe(503);
    expect(await ask()).toBe(503);
    expect(runs).toBe(1);
    expect(events).toContainEqual(
      // Not "sandbox-unavailable", which a page takes for a sandbox that is being made, and waits.
      expect.objectContaining({
        stage: "prepare",
        kind: "endpoint-failed",
        error: new Error("registry is down"),
      }),
    );
    vi.useFakeTimers({ toFake: ["Date", "performance"] });
    vi.advanceTimersByTime(120_000);
    expect(await ask()).toBe(200);
    expect(runs).toBe(2);
  });

  it("does not keep the browser waiting, and does not begin again when it comes back", async () => {
    let finish = () => {};
    let runs = 0;
    let begun = () => {};
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const { ask } = instance("slow", () => {
      runs += 1;
      begun();
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
    const first = ask();
    await started;
    vi.advanceTimersByTime(10_000);
    expect(await first).toBe(503);
    const second = ask();
    finish();
    expect(await second).toBe(200);
    expect(runs).toBe(1);
  });

  it("that never settles fails at its limit, is told so, and leaves the sandbox to the next one", async () => {
    const signals: AbortSignal[] = [];
    const hangs: Prepare = (_sandbox, _identity, { signal }) => {
      signals.push(signal);
      return new Promise(() => {});
    };
    const { ask, events } = instance("hanging", { run: hangs, timeoutMs: 300 });
    expect(await ask()).toBe(503);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(events).toContainEqual(
      expect.objectContaining({
        stage: "prepare",
        error: new Error("prepare has not finished within 0.3 s."),
      }),
    );
    const next = vi.fn<() => Promise<void>>(async () => undefined);
    expect(await instance("hanging", next).ask()).toBe(200);
    expect(next).toHaveBeenCalledTimes(1);
  });

  it("runs again when its version changes, and is told the previous one", async () => {
    const told: (string | undefined)[] = [];
    const run: Prepare = (_sandbox, _identity, { previousVersion }) => {
      told.push(previousVersion);
    };
    expect(await instance("versions", run).ask()).toBe(200);
    expect(await instance("versions", { run }).ask()).toBe(200);
    expect(told).toEqual([undefined]);
    expect(await instance("versions", { run, version: "1" }).ask()).toBe(200);
    expect(await instance("versions", { run, version: "1" }).ask()).toBe(200);
    expect(await instance("versions", { run, version: "2" }).ask()).toBe(200);
    // One that names no version takes what is there.
    expect(await instance("versions", run).ask()).toBe(200);
    expect(told).toEqual([undefined, undefined, "1"]);
  });

  it.each(["", "2026-11-30T00:00:00.000Z", "null", "[1]", '{"version":2}', "{"])(
    "takes %j in the place of its marker for a version without a name",
    async (text) => {
      const { SandboxInstance } = await import("@blaxel/core");
      const name = `marked-${text.length}`;
      const sandbox = await SandboxInstance.createIfNotExists({ name, region: "local" });
      await sandbox.fs.write("/tmp/.blaxel-react/prepared", text);
      const told: (string | undefined)[] = [];
      const run: Prepare = (_sandbox, _identity, { previousVersion }) => {
        told.push(previousVersion);
      };
      expect(await instance(name, run).ask()).toBe(200);
      expect(told).toEqual([]);
      expect(await instance(name, { run, version: "1" }).ask()).toBe(200);
      expect(told).toEqual([undefined]);
    },
  );

  it("goes on where an instance died while preparing", async () => {
    const { SandboxInstance } = await import("@blaxel/core");
    const sandbox = await SandboxInstance.createIfNotExists({ name: "orphan", region: "local" });
    await sandbox.fs.mkdir("/tmp/.blaxel-react/lock");
    const command = "touch -t 202001010000 lock";
    await sandbox.process.exec({
      command,
      workingDir: "/tmp/.blaxel-react",
      waitForCompletion: true,
    });
    const prepare = vi.fn<() => Promise<void>>(async () => undefined);
    expect(await instance("orphan", prepare).ask()).toBe(200);
    expect(prepare).toHaveBeenCalledTimes(1);
  });

  it("runs again in a sandbox that was deleted and made anew", async () => {
    let runs = 0;
    const prepare = async () => {
      runs += 1;
    };
    await instance("anew", prepare).ask();
    const { SandboxInstance } = await import("@blaxel/core");
    await SandboxInstance.delete("anew");
    await instance("anew", prepare).ask();
    expect(runs).toBe(2);
  });
});

const idle = (): void => {};

it.each([
  [{}, /prepare: a function/],
  [{ run: "npm run prepare" }, /prepare: a function/],
  [{ run: idle, version: 2 }, /prepare.version: a string/],
  [{ run: idle, timeoutMs: 0 }, /prepare.timeoutMs/],
  [{ run: idle, timeoutMs: NaN }, /prepare.timeoutMs/],
  [{ run: idle, timeoutMs: Infinity }, /prepare.timeoutMs/],
  [{ run: idle, timeoutMs: "1000" }, /prepare.timeoutMs/],
])("refuses %o at start", (prepare, message) => {
  const options = { authorize: () => null, prepare } as unknown as SandboxBackendOptions;
  expect(() => createSandboxBackend(options)).toThrow(message);
});
