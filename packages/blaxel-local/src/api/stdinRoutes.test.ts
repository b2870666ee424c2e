import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveSandbox, type TestServer } from "./testServer";

describe("standard input", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await serveSandbox({ profile: "B", stdinStallMs: 300, restartPauseMs: 50 });
  });
  afterAll(() => server.close());

  const write = (id: string, body: string) => server.call("POST", `/process/${id}/stdin`, body);
  const end = (id: string) => server.call("DELETE", `/process/${id}/stdin`);

  it("passes bytes on and ends at the client's wish", async () => {
    await server.start({ name: "cat", command: "cat; echo done", stdin: true });
    expect((await write("cat", "hello ")).json).toEqual({ message: "Bytes written to stdin" });
    await write("cat", "wörld\n");
    expect((await end("cat")).json).toEqual({ message: "Stdin closed" });
    expect((await end("cat")).status).toBe(200);
    const over = await server.until("cat", ({ status }) => status === "completed");
    expect(over).toMatchObject({ stdout: "hello wörld\ndone\n", stdin: true });
    const late = await write("cat", "x");
    expect([late.status, late.json["error"]]).toEqual([
      409,
      "stdin is closed; restart the process to get a new one",
    ]);
  });

  it("leaves what is written to the command, whatever the user's own bash begins with", async () => {
    const HOME = mkdtempSync(join(tmpdir(), "home-"));
    writeFileSync(join(HOME, ".bashrc"), "cat > /dev/null");
    const own = await serveSandbox({ env: { HOME, SHELL: "/bin/bash" } });
    await own.start({ name: "cat", command: "read line; echo got $line", stdin: true });
    await own.call("POST", "/process/cat/stdin", "text\n");
    await own.until("cat", ({ stdout }) => stdout === "got text\n");
    await own.close();
    rmSync(HOME, { recursive: true });
  });

  it("refuses for a process without it, and for none at all", async () => {
    await server.start({ name: "deaf", command: "exec sleep 60" });
    const refused = await write("deaf", "x");
    expect([refused.status, refused.json["error"]]).toEqual([
      409,
      'process was started without stdin; start it with "stdin": true',
    ]);
    expect((await end("deaf")).status).toBe(409);
    expect((await write("nope", "x")).json).toEqual({
      error: "process with identifier nope not found",
    });
  });

  it("bounds a body, and the time a process may leave it unread", async () => {
    await server.start({ name: "busy", command: "exec sleep 60", stdin: true });
    expect((await write("busy", "x".repeat(8 * 1024 * 1024 + 1))).status).toBe(413);
    const stalled = await write("busy", "x".repeat(4 * 1024 * 1024));
    expect([stalled.status, stalled.json["error"]]).toEqual([
      503,
      "process is not reading its stdin",
    ]);
  });

  it("gives every run a new one", async () => {
    const command = "read line; echo got $line; [ $line = good ]";
    const spec = { restartOnFailure: true, maxRestarts: 1, stdin: true };
    await server.start({ name: "again", command, ...spec });
    await write("again", "bad\n");
    await server.until("again", ({ restartCount }) => restartCount === 1);
    await write("again", "good\n");
    const over = await server.until("again", ({ status }) => status !== "running");
    expect(over).toMatchObject({ status: "completed" });
    expect(over["stdout"]).toMatch(/got bad\n[^]*got good\n$/);
  });
});
