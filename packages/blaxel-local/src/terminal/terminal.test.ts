import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { eventually } from "../api/testServer";
import { openTestSandbox, type TestSandbox } from "../testSandbox";
import { dialTerminal } from "./terminalClient";
import { outputMessage } from "./terminalMessages";

let test: TestSandbox;
afterEach(() => test.local.close());

const env = { PS1: "$ ", ENV: "" };
const open = async (profile: "A" | "B" = "B", sandboxEnv: Record<string, string> = {}) => {
  test = await openTestSandbox({ profile, sandboxEnv: { ...env, ...sandboxEnv } });
};

/** Processes with this text in their arguments. */
const running = (mark: string) =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const state = readFileSync(`/proc/${pid}/stat`, "utf8");
        return (
          !/\) [ZX] /.test(state) && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(mark)
        );
      } catch {
        return false; // It has just ended.
      }
    });

describe.each(["A", "B"] as const)("a terminal of profile %s", (profile) => {
  it("is a real one, of the size that the newest client wants, in the sandbox's folder", async () => {
    await open(profile);
    const one = dialTerminal(test, { cols: "100", rows: "30", sessionId: "shared" });
    await one.shows("$ ");
    expect(one.frames[0]).toMatch(/^\{"type":"output","data":".*"\}\n$/);
    one.input("tty >/dev/null && stty size; pwd; echo $TERM '<&>'\r");
    await one.shows(/30 100\r\n.*\r\nxterm-256color <&>\r\n/);
    expect(one.frames.join("")).toContain("\\u003c\\u0026\\u003e");

    const two = dialTerminal(test, { cols: "50", rows: "20", sessionId: "shared" });
    await two.shows("xterm-256color");
    expect(JSON.parse(two.frames[0] ?? "")).toMatchObject({
      data: expect.stringMatching(/^\x1b\[0m/),
    });
    one.input("stty size\r");
    await two.shows("20 50");
    one.send({ type: "resize", cols: 70, rows: 0 });
    one.send({ type: "resize", cols: 70, rows: 7 });
    one.socket.send("no json");
    one.send({ type: "noop" });
    one.input("stty size\r");
    await two.shows("7 70");
    expect(two.text()).not.toContain("0 70\r");
  });

  it("reads no start-up file of the machine's user", async () => {
    const home = mkdtempSync(join(tmpdir(), "blaxel-local-home-"));
    writeFileSync(join(home, ".bashrc"), "echo from-the-developer; sleep 1000\n");
    await open(profile, { HOME: home });
    const one = dialTerminal(test, { shell: "/bin/bash" });
    await one.shows("$ ");
    expect(one.text()).not.toContain("from-the-developer");
    rmSync(home, { recursive: true });
  });

  it("tells of its shell's end as that server does, and begins anew", async () => {
    await open(profile);
    const one = dialTerminal(test, { sessionId: "x" });
    await one.shows("$ ");
    one.input("sleep 4711 & echo started; exit\r");
    await one.shows("started");
    await eventually(
      () => running("4711").length,
      (count) => count === 0,
    );
    if (profile === "A") {
      // Nothing is said. Only the next message ends it.
      const two = dialTerminal(test, { sessionId: "x" });
      await two.shows("$ ");
      expect(two.text()).not.toContain("started");
      expect(one.socket.readyState).toBe(one.socket.OPEN);
      one.send({ type: "noop" });
      expect(await one.closed).toBe("1006 ");
    } else {
      expect(await one.closed).toBe("1000 Shell exited");
      const two = dialTerminal(test, { sessionId: "x" });
      await two.shows("$ ");
      expect(two.text()).not.toContain("started");
    }
  });
});

describe("a terminal", () => {
  it("replays the last 100 KB to a client that comes back, and no more", async () => {
    await open();
    const one = dialTerminal(test, { sessionId: "x" });
    await one.shows("$ ");
    one.input("seq 1 30000; echo the-end | tr a-z A-Z\r");
    await one.shows("THE-END");
    one.socket.terminate();
    await one.closed;
    const two = dialTerminal(test, { sessionId: "x" });
    await two.shows("THE-END");
    const replay = two.text();
    expect(replay.length).toBeGreaterThan(102_000);
    expect(replay.length).toBeLessThanOrEqual(102_404);
    expect(replay).toMatch(/^\x1b\[0m\d+\r\n\d+\r\n/);
  });

  it("splits characters between two reads as the real server does, and takes large inputs whole", async () => {
    const halves = [Buffer.from([0x61, 0xc3]), Buffer.from([0xa9])].map(outputMessage);
    expect(halves.map((half) => JSON.parse(half) as unknown)).toEqual([
      { type: "output", data: "a\ufffd" },
      { type: "output", data: "\ufffd" },
    ]);
    await open();
    const one = dialTerminal(test);
    await one.shows("$ ");
    one.input("stty -echo; echo the-end | tr a-z A-Z\r");
    await one.shows("THE-END");
    one.input("head -c 70000 | wc -c\r");
    // A terminal hands on whole lines.
    one.input(`${"y".repeat(99)}\n`.repeat(700));
    await one.shows("70000");
  });

  it("refuses what it cannot start, and those without a token, and can be switched off", async () => {
    await open();
    const none = dialTerminal(test, { shell: "/nope" });
    expect(await none.closed).toBe("1006 ");
    expect(none.frames).toEqual([
      '{"type":"error","data":"fork/exec /nope: no such file or directory"}\n',
    ]);
    const nowhere = dialTerminal(test, { workingDir: "/nowhere" });
    expect(await nowhere.closed).toBe("1006 ");
    expect(nowhere.text()).toBe("fork/exec /bin/sh: no such file or directory");
    expect(await dialTerminal(test, {}, { token: "wrong" }).closed).toContain("401");
    expect(await test.api("GET", "/terminal/ws")).toMatchObject({
      status: 400,
      body: "Bad Request\n",
    });
    await test.local.close();
    await open("B", { DISABLE_TERMINAL: "1" });
    expect(await dialTerminal(test).closed).toContain("404");
    expect(await test.api("GET", "/terminal/ws")).toMatchObject({ status: 404 });
  });

  it("is where the sandbox's processes are", async () => {
    test = await openTestSandbox({ sandboxEnv: env, isolation: "auto" });
    await test.api("PUT", "/filesystem/%2Fonly-here/file", { content: "x" });
    const one = dialTerminal(test, { workingDir: "/only-here" });
    await one.shows("$ ");
    one.input("pwd; ls; stty size; [ -t 0 ] && echo tty | tr a-z A-Z\r");
    await one.shows(/only-here\r\nfile\r\n24 80\r\nTTY/);
    if (test.local.isolation.kind === "namespace") expect(one.text()).toContain("\n/only-here\r");
  });

  it("is cut by faults, and its shell goes on; nothing of it is left when the server closes", async () => {
    await open();
    const one = dialTerminal(test, { sessionId: "x" });
    await one.shows("$ ");
    one.input("sleep 4712 & (setsid sleep 4712 &) ; echo s''et\r");
    await one.shows("set\r");
    test.local.faults.inject({
      type: "cut",
      on: { path: "/terminal/ws" },
      times: 1,
      abruptly: true,
    });
    expect(await one.closed).toMatch(/ECONNRESET|1006/);
    const two = dialTerminal(test, { sessionId: "x" });
    await two.shows("set\r");
    expect(running("4712")).toHaveLength(2);
    await test.local.close();
    expect(running("4712")).toEqual([]);
    expect(await two.closed).toBe("1006 ");
  });
});
