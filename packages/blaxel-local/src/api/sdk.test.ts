import { SandboxInstance } from "@blaxel/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Profile } from "../profile";
import { serveSandbox, type TestServer } from "./testServer";

describe.each<Profile>(["A", "B"])("the unmodified SDK against profile %s", (profile) => {
  let server: TestServer;
  let sandbox: SandboxInstance;
  beforeAll(async () => {
    server = await serveSandbox({ profile });
    sandbox = new SandboxInstance({
      metadata: { name: "test" },
      spec: {},
      forceUrl: server.base,
      headers: {},
    });
  });
  afterAll(() => server.close());

  it("starts, waits, lists, looks and stops", async () => {
    const done = await sandbox.process.exec({ command: "echo hi", waitForCompletion: true });
    expect(done).toMatchObject({ status: "completed", logs: "hi\n" });
    await sandbox.process.exec({ name: "srv", command: "exec sleep 60" });
    expect((await sandbox.process.list()).map(({ name }) => name)).toContain("srv");
    expect((await sandbox.process.get("srv")).status).toBe("running");
    await sandbox.process.stop("srv");
    expect((await sandbox.process.wait("srv", { maxWait: 5000 })).status).toBe("stopped");
    expect(await sandbox.process.logs(done.pid, "stdout")).toBe("hi\n");
  });

  it("streams a completed start through callbacks", async () => {
    const out: string[] = [];
    const result = await sandbox.process.exec({
      command: "echo a; sleep 0.2; echo b; sleep 0.2",
      waitForCompletion: true,
      onStdout: (text: string) => out.push(text),
    });
    expect(out.join("")).toBe("a\nb\n");
    expect(result.status).toBe("completed");
  });

  it("streams 10,000 numbered lines to four readers, complete and in order", async () => {
    await sandbox.process.exec({ name: "many", command: "sleep 0.3; seq -f 'line %g' 1 10000" });
    const expected = Array.from({ length: 10_000 }, (_, index) => `line ${index + 1}`);
    const readers = [1, 2, 3, 4].map(async () => {
      const lines: string[] = [];
      const stream = sandbox.process.streamLogs("many", { onLog: (line) => lines.push(line) });
      await stream.wait();
      return lines.map((line) => line.replaceAll("stdout:", ""));
    });
    for (const lines of await Promise.all(readers)) expect(lines).toEqual(expected);
  });

  it("reports what the server refuses", async () => {
    await expect(sandbox.process.get("nope")).rejects.toMatchObject({ status: 404 });
    await expect(sandbox.process.exec({ command: "" })).rejects.toMatchObject({ status: 400 });
  });
});
