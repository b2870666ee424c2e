// The jobs that a page does with its session, through `@blaxel/core` as it is. The same suite runs in
// Node and in Chromium, against both profiles.
import type { SandboxInstance } from "@blaxel/core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { PATIENCE } from "../../../testbed/patience";
import type { Profile } from "./profile";

/** A sandbox instance made by `fromSession`, and how to end what is behind it. */
export interface SdkStand {
  sandbox: SandboxInstance;
  close(): Promise<void>;
}

const MIB = 1024 * 1024;
const APP = `
const { createServer } = require("node:http");
createServer((request, response) => response.end("from the app")).listen(3000, "0.0.0.0");`;

/** Declares the suite for one way to connect. */
export function describeSdkJobs(connect: (profile: Profile) => Promise<SdkStand>): void {
  describe.each<Profile>(["A", "B"])("fromSession against profile %s", (profile) => {
    let stand: SdkStand;
    let sandbox: SandboxInstance;
    beforeAll(async () => {
      stand = await connect(profile);
      ({ sandbox } = stand);
    });
    afterAll(() => stand.close());

    it("runs commands, and tells how they ended", async () => {
      const done = await sandbox.process.exec({ command: "echo hi", waitForCompletion: true });
      expect(done).toMatchObject({ status: "completed", exitCode: 0, logs: "hi\n" });
      const failed = await sandbox.process.exec({ command: "exit 3", waitForCompletion: true });
      expect(failed).toMatchObject({ status: "failed", exitCode: 3 });
      await expect(sandbox.process.get("none")).rejects.toMatchObject({ status: 404 });
    });

    it("starts a server, finds its port, refuses the name twice, stops it", async () => {
      await sandbox.fs.write("/server.cjs", APP);
      const server = { name: "server", command: "exec node server.cjs", workingDir: "/" };
      const wait = { waitForPorts: [3000], timeout: 20 };
      const { pid } = await sandbox.process.exec({ ...server, ...wait });
      await expect(sandbox.process.exec(server)).rejects.toMatchObject({ status: 400 });
      expect(await sandbox.process.get(pid)).toMatchObject({ name: "server", status: "running" });
      expect((await sandbox.process.list()).map(({ name }) => name)).toContain("server");
      await sandbox.process.stop("server");
      expect(await sandbox.process.wait("server", { interval: 50 })).toMatchObject({
        status: "stopped",
      });
    });

    it("streams 10,000 numbered lines, complete and in order, to four readers at once", async () => {
      await sandbox.process.exec({ name: "many", command: "sleep 0.3; seq -f 'line %g' 1 10000" });
      const expected = Array.from({ length: 10_000 }, (_, index) => `line ${index + 1}`);
      const readers = Array.from({ length: 4 }, async () => {
        const lines: string[] = [];
        await sandbox.process.streamLogs("many", { onLog: (line) => lines.push(line) }).wait();
        // Profile A splices its prefix into long bursts.
        return lines.map((line) => line.replaceAll("stdout:", ""));
      });
      for (const lines of await Promise.all(readers)) expect(lines).toEqual(expected);
    });

    it("writes to a process that asked for input, on newer servers", async () => {
      const reader = { name: "reader", command: "read line; echo got $line", stdin: true };
      await sandbox.process.exec(reader);
      const outcome = await sandbox.process.writeStdin("reader", "text\n").then(
        () => sandbox.process.wait("reader", { interval: 50 }),
        (error: unknown) => error,
      );
      expect(outcome).toMatchObject(profile === "A" ? { status: 404 } : { logs: "got text\n" });
    });

    it("writes, reads, lists, finds, searches and removes files", async () => {
      await sandbox.fs.mkdir("/files/deep");
      await sandbox.fs.write("/files/a ü.txt", "hello wörld\n");
      await sandbox.fs.writeTree([{ path: "deep/b.ts", content: "const needle = 1;" }], "/files");
      expect(await sandbox.fs.read("/files/a ü.txt")).toBe("hello wörld\n");
      const folder = await sandbox.fs.ls("/files");
      expect(folder.files?.map(({ name }) => name)).toEqual(["a ü.txt"]);
      expect(folder.subdirectories?.map(({ name }) => name)).toEqual(["deep"]);
      const found = await sandbox.fs.find("/files", { patterns: ["*.ts"], type: "file" });
      expect(found.matches?.map(({ path }) => path)).toEqual(["deep/b.ts"]);
      const grep = await sandbox.fs.grep("needle", "/files");
      expect(grep.matches).toMatchObject([{ line: 1, text: "const needle = 1;" }]);
      await sandbox.fs.rm("/files", true);
      await expect(sandbox.fs.ls("/files")).rejects.toThrow("no such file or directory");
    });

    it("tells of changes", async () => {
      await sandbox.fs.mkdir("/watched");
      const seen = new Set<string>();
      const watch = sandbox.fs.watch("/watched", ({ op, name }) => {
        seen.add(`${op} ${name}`);
      });
      // No event says when the watch has begun: writes until one arrives.
      let count = 0;
      await vi.waitFor(
        async () => {
          await sandbox.fs.write("/watched/file.txt", String(count++));
          expect([...seen]).toContain("WRITE file.txt");
        },
        { ...PATIENCE, interval: 100 },
      );
      watch.close();
    });

    it("takes 64 MiB up in parts, and down", async () => {
      const bytes = new Uint8Array(64 * MIB);
      for (let at = 0; at < bytes.length; at += 4096) bytes[at] = (at / 4096) % 251;
      await sandbox.fs.writeBinary("/large.bin", new Blob([bytes]));
      const back = new Uint8Array(await (await sandbox.fs.readBinary("/large.bin")).arrayBuffer());
      expect(back.length).toBe(bytes.length);
      expect(back.every((byte, at) => byte === bytes[at])).toBe(true);
    });
  });
}
