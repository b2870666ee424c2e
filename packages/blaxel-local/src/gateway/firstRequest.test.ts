import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { portOf } from "../listener";
import { openTestSandbox, send, type TestSandbox } from "../testSandbox";

let test: TestSandbox;

beforeAll(async () => {
  test = await openTestSandbox();
});

afterAll(() => test.local.close());

/** A program that is not Node has the machine's own ports, so that the test takes a free one. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startPython(name: string, port: number): Promise<void> {
  const command = `exec python3 -m http.server ${port} --bind 0.0.0.0`;
  const start = { name, command, waitForPorts: [port], timeout: 20 };
  const answer = await test.api("POST", "/process", start);
  expect([answer.status, answer.body]).toEqual([200, expect.any(String)]);
}

describe("the first request after waitForPorts", () => {
  it("reaches a program that is not Node, by preview and by the sandbox's own address", async () => {
    const port = await freePort();
    await startPython("py", port);
    const app = await test.preview("py", { port, public: true });
    expect((await send(app.url)).status).toBe(200);

    const second = await freePort();
    await startPython("py-2", second);
    const key = { "X-Blaxel-Authorization": `Bearer ${test.local.env["BL_API_KEY"]}` };
    const direct = `http://127.0.0.1:${test.local.port}/sandbox/demo/port/${second}/`;
    expect((await send(direct, { headers: key })).status).toBe(200);
  });

  it("reaches it also when another port was asked for a moment ago, and with a body", async () => {
    const [port, dead] = [await freePort(), await freePort()];
    const [app, nothing] = await Promise.all([
      test.preview("py-3", { port, public: true }),
      test.preview("dead", { port: dead, public: true }),
    ]);
    expect((await send(app.url)).status).toBe(502);
    await startPython("py-3", port);
    const [answer, refused] = await Promise.all([
      send(app.url, { method: "POST", body: "x".repeat(100_000) }),
      send(nothing.url),
    ]);
    // 501 is what this server says to a POST.
    expect([answer.status, refused.status]).toEqual([501, 502]);
  });

  it("reaches it with a WebSocket: the program's own refusal comes back", async () => {
    const port = await freePort();
    await startPython("py-4", port);
    const app = await test.preview("py-4", { port, public: true });
    const { host } = new URL(app.url);
    const socket = new WebSocket(`ws://127.0.0.1:${test.local.port}/none`, { headers: { host } });
    const status = await new Promise((resolve, reject) => {
      socket.once("unexpected-response", (_request, answer) => resolve(answer.statusCode));
      socket.once("error", reject);
    });
    socket.terminate();
    expect(status).toBe(404);
  });
});
