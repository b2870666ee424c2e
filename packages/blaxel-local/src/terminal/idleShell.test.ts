import { WebSocket } from "ws";
import { createServer } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { createSandboxApi } from "../api";
import { eventually } from "../api/testServer";

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

it("a shell without clients ends some time after its last output", async () => {
  const root = mkdtempSync(join(tmpdir(), "sandbox-root-"));
  ends.push(async () => rmSync(root, { recursive: true, force: true }));
  const api = createSandboxApi({ root, profile: "B", name: "test", terminalIdleMs: 300 });
  ends.push(() => api.close());
  const server = createServer().on("upgrade", (request, _socket, head) =>
    api.upgrade(request, head),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const dial = async (input: string) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/terminal/ws?shell=/bin/sh`);
    let text = "";
    socket.on("message", (data: Buffer) => (text += data.toString()));
    await new Promise((resolve) => socket.once("open", resolve));
    socket.send(JSON.stringify({ type: "input", data: input }));
    await eventually(
      () => text,
      (all) => all.includes("pid is 1") || /pid is \d+ /.test(all),
    );
    socket.close();
    return /pid is (\d+) /.exec(text)?.[1] ?? "";
  };
  const pid = Number(await dial("echo pid is $$ .\r"));
  const isThere = () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  expect(isThere()).toBe(true);
  await eventually(isThere, (there) => !there);
});
