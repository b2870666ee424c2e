import { afterEach, describe, expect, it } from "vitest";
import type { Profile } from "blaxel-local";
import { eventually } from "../../testbed/eventually";
import { ProcessController } from "./processController";
import type { LogLimit } from "./logs/types";
import type { ProcessOptions } from "./types";
import { startProcessTestbed, type ProcessTestbed } from "../../testbed/processTestbed";

let bed: ProcessTestbed;
const leave: (() => void)[] = [];
afterEach(async () => {
  for (const go of leave.splice(0)) go();
  await bed.close();
});

function use(options: Partial<ProcessOptions> & { command: string }) {
  const controller = new ProcessController(bed.store, options.name ?? "dev", () => {});
  const subscriber = controller.addSubscriber();
  subscriber.update({ name: "dev", ...options });
  leave.push(
    controller.subscribeLogs(() => {}),
    () => subscriber.release(),
  );
  return controller;
}

const node = (script: string) => `node -e '${script}'`;
const texts = (controller: ProcessController) =>
  controller.logs.buffer.slice().map(({ text }) => text);

describe.each<Profile>(["A", "B"])("profile %s", (profile) => {
  it.each([
    ["no command", { command: " " }],
    ["a name with a slash", { name: "a/b", command: "true" }],
    ["a name of digits", { name: "3000", command: "true" }],
    ["a name of digits with a sign", { name: "-3000", command: "true" }],
    ["a name that leads to another route", { name: ".", command: "true" }],
    ["a name that leads upwards", { name: "..", command: "true" }],
    ["a name with half a character", { name: "dev\ud83d", command: "true" }],
    ["a name with a NUL", { name: "dev\0", command: "true" }],
    ["an empty name", { name: "", command: "true" }],
    ["no command at all", { command: undefined as unknown as string }],
    ["a command with a NUL", { command: "true\0" }],
    ["a port that is none", { command: "true", waitForPorts: [0] }],
    ["half a port", { command: "true", waitForPorts: [3000.5] }],
    ["ports that are no list", { command: "true", waitForPorts: 3000 as unknown as number[] }],
    ["ports that are null", { command: "true", waitForPorts: null as unknown as number[] }],
    ["a limit that is no number", { command: "true", readyTimeoutMs: Number.NaN }],
    ["a limit below zero", { command: "true", readyTimeoutMs: -1 }],
    ["a time without end", { command: "true", timeout: Infinity }],
    ["half a restart", { command: "true", maxRestarts: 0.5 }],
    ["a folder with a NUL", { command: "true", workingDir: "/app\0" }],
    ["a variable that is no text", { command: "true", env: { A: 1 as unknown as string } }],
    ["a variable of no name", { command: "true", env: { "": "a" } }],
    ["variables in a list", { command: "true", env: ["A=b"] as unknown as Record<string, string> }],
    ["a log of NaN lines", { command: "true", logLimit: { lines: Number.NaN } }],
    ["a log limit of null", { command: "true", logLimit: null as unknown as LogLimit }],
  ])("asks the sandbox nothing for %s, and says why", async (_what, options) => {
    bed = await startProcessTestbed({ profile });
    const controller = use(options);
    expect(controller.getSnapshot()).toMatchObject({
      status: "error",
      error: { kind: "invalid-options", retryable: false },
    });
    expect(bed.requests()).toEqual([]);
  });

  it("does not take the port of another process for its own, and reports its crash", async () => {
    bed = await startProcessTestbed({ profile });
    const listen = `require("http").createServer().listen(3000, "0.0.0.0")`;
    const first = use({ name: "first", command: node(listen), waitForPorts: [3000] });
    await eventually(() => expect(first.getSnapshot().status).toBe("ready"));
    const seen: string[] = [];
    const second = use({
      name: "second",
      command: node(listen),
      waitForPorts: [3000],
      onError: (_error, lines) => seen.push(...lines.map(({ text }) => text)),
    });
    second.subscribe(() => seen.push(second.getSnapshot().status));
    await eventually(() => expect(seen.join("\n")).toContain("EADDRINUSE"));
    expect(second.getSnapshot()).toMatchObject({
      status: "exited",
      exit: { reason: "failed" },
      error: { kind: "process-exited" },
    });
    expect(seen).not.toContain("ready");
    expect(first.getSnapshot().status).toBe("ready");
  });

  it.each([
    ["true", { reason: "completed", code: 0 }],
    ["no-such-program", { reason: "failed", code: 127 }],
  ] as const)("knows how a command ended that exits at once: %s", async (command, exit) => {
    bed = await startProcessTestbed({ profile });
    const controller = use({ command });
    await eventually(() =>
      expect(controller.getSnapshot()).toMatchObject({ status: "exited", exit }),
    );
    await eventually(() => expect(controller.logs.status).toBe("ended"));
  });

  it("reads on behind megabytes of any bytes", async () => {
    bed = await startProcessTestbed({ profile });
    const controller = use({
      command: node(`
        const bytes = require("crypto").randomBytes(65536);
        for (let i = 0; i < 64; i++) require("fs").writeSync(1, bytes);
        require("fs").writeSync(1, "\\nthe end\\n");`),
    });
    await eventually(() => expect(controller.getSnapshot().status).toBe("exited"));
    await eventually(() => expect(controller.logs.status).toBe("ended"));
    expect(texts(controller).at(-1)).toBe("the end");
  });

  it("shows bytes that are no characters as such, and all the others", async () => {
    bed = await startProcessTestbed({ profile });
    const controller = use({
      command: `printf 'a\\377b\\n\\303\\n\\342\\234\\223 caf\\303\\251\\n'`,
    });
    await eventually(() => expect(controller.logs.status).toBe("ended"));
    expect(texts(controller).join("\n")).toBe("a\uFFFDb\n\uFFFD\n✓ café");
  });

  it("wraps a line of 5 MB, and reads on behind it after a cut", async () => {
    bed = await startProcessTestbed({ profile });
    const controller = use({
      command: node(`
        const fs = require("fs");
        fs.writeSync(1, "x".repeat(5e6) + "\\nafter\\n");
        const wait = setInterval(() => {
          if (!fs.existsSync("later")) return;
          clearInterval(wait);
          console.log("later");
          setInterval(() => {}, 1000);
        }, 20);`),
    });
    await eventually(() => expect(texts(controller).at(-1)).toBe("after"));
    const long = texts(controller).slice(0, -1);
    expect(long.join("")).toHaveLength(5e6);
    expect(Math.max(...long.map(({ length }) => length))).toBeLessThan(20_000);
    const cut = bed.local.faults.inject({
      type: "cut",
      on: { kind: "session", path: "/process/*/logs/stream" },
      times: 1,
    });
    const streams = () => bed.requests().filter((line) => line.endsWith("/logs/stream")).length;
    const before = streams();
    await eventually(() => expect(cut.fired).toBe(1));
    // What an older server logs behind so long a line comes live or not at all.
    await eventually(() => expect(streams()).toBeGreaterThan(before));
    await bed.write("later", "");
    await eventually(() => expect(texts(controller).at(-1)).toBe("later"));
    expect(texts(controller).filter((text) => text === "after")).toHaveLength(1);
  });
});
