import { request as httpRequest, type IncomingMessage } from "node:http";
import { afterEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { PATIENCE } from "../../../../testbed/patience";
import { eventually } from "../../../../testbed/eventually";
import { openTestSandbox, send, type TestSandbox } from "../testSandbox";

let test: TestSandbox;
afterEach(() => test.local.close());

const open = async () => {
  test = await openTestSandbox();
  return test.local.faults;
};
const health = (path = "/health") => test.api("GET", path);

const key = () => ({ "X-Blaxel-Preview-Token": test.session.token });

/** Begins a request; the answer is read by hand. */
function begin(url: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const { host, port, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path: pathname, agent: false };
    httpRequest({ ...options, headers: { Host: host, ...headers } })
      .once("error", reject)
      .once("response", resolve)
      .end();
  });
}
const beginStream = (name: string) =>
  begin(`${test.session.url}/process/${name}/logs/stream`, {
    "X-Blaxel-Preview-Token": test.session.token,
  });

/** Reads to the end. `whole` is false for a broken connection. */
async function read(response: IncomingMessage): Promise<{ text: string; whole: boolean }> {
  let text = "";
  try {
    for await (const chunk of response) text += String(chunk);
    return { text, whole: response.complete };
  } catch {
    return { text, whole: false };
  }
}

const LONG = "x".repeat(50_000);
const writeLong = () => test.api("PUT", "/filesystem/%2Flong.txt", { content: LONG });
const readLong = () =>
  begin(`${test.session.url}/filesystem/%2Flong.txt`, {
    "X-Blaxel-Preview-Token": test.session.token,
    Accept: "application/octet-stream",
  });

describe("statuses", () => {
  it("answer as the platform would, with Retry-After, for as long as asked", async () => {
    const faults = await open();
    const limited = faults.inject({ type: "status", status: 429, retryAfterSeconds: 2, times: 2 });
    const first = await health();
    expect(first.status).toBe(429);
    expect(first.headers["retry-after"]).toBe("2");
    expect(first.headers["access-control-allow-origin"]).toBe("*");
    expect(JSON.parse(first.body)).toMatchObject({ error: { status: 429, retryable: true } });
    expect((await health()).status).toBe(429);
    expect((await health()).status).toBe(200);
    expect([limited.fired, limited.active]).toEqual([2, false]);

    for (const [status, code] of [
      [401, "AUTHENTICATION_FAILED"],
      [402, "USAGE_LIMIT_EXCEEDED"],
      [403, "FORBIDDEN"],
      [404, "WORKLOAD_UNAVAILABLE"],
    ] as const) {
      faults.inject({ type: "status", status, times: 1 });
      const answer = await health();
      expect(answer.status).toBe(status);
      expect(JSON.parse(answer.body)).toMatchObject({ error: { code, status } });
    }
    faults.inject({ type: "status", status: 502, times: 1 });
    const page = await health();
    expect([page.status, page.headers["content-type"]]).toEqual([502, "text/html"]);
    faults.inject({ type: "status", status: 500, body: "empty", cors: false, times: 1 });
    const empty = await health();
    expect([empty.status, empty.body]).toEqual([500, ""]);
    expect(empty.headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("are for the requests they name, and for no preflight", async () => {
    const faults = await open();
    const fault = faults.inject({
      type: "status",
      status: 503,
      on: { kind: "session", method: "get", path: "/process/**", sandbox: "demo" },
    });
    expect((await health()).status).toBe(200);
    expect((await health("/process/x/logs?a=b")).status).toBe(503);
    expect((await test.api("DELETE", "/process/x")).status).toBe(404);
    expect((await test.control("GET", "/sandboxes")).status).toBe(200);
    const preflight = await send(`${test.session.url}/process/x`, {
      method: "OPTIONS",
      headers: { Origin: "http://kit", "Access-Control-Request-Method": "GET" },
    });
    expect(preflight.status).toBe(204);
    faults.inject({ type: "status", status: 503, on: { path: "/other" } });
    const everything = faults.inject({ type: "status", status: 503 });
    const unharmed = await send(`${test.session.url}/health`, {
      method: "OPTIONS",
      headers: key(),
    });
    expect(unharmed.status).toBe(204);
    everything.lift();
    expect(fault.fired).toBe(1);
    fault.lift();
    expect((await health("/process/x")).status).toBe(404);

    faults.inject({ type: "status", status: 500, on: { kind: "control" } });
    const refused = await test.control("GET", "/sandboxes");
    expect([refused.status, refused.body.code]).toEqual([500, 500]);
  });

  it("end with their time", async () => {
    const faults = await open();
    const fault = faults.inject({ type: "status", status: 503, forMs: 100 });
    expect((await health()).status).toBe(503);
    await eventually(() => expect(fault.active).toBe(false));
    expect((await health()).status).toBe(200);
  });
});

describe("connections", () => {
  it("are refused without a byte", async () => {
    const faults = await open();
    const fault = faults.inject({ type: "refuse", times: 1 });
    await expect(health()).rejects.toThrow(/ECONNRESET|hang up/);
    expect(fault.fired).toBe(1);
    expect((await health()).status).toBe(200);
  });

  it("are reset at a byte of the body", async () => {
    const faults = await open();
    await writeLong();
    const fault = faults.inject({ type: "reset", afterBytes: 1234, times: 1 });
    const broken = await read(await readLong());
    expect([broken.text.length, broken.whole, fault.fired]).toEqual([1234, false, 1]);
    expect(await read(await readLong())).toEqual({ text: LONG, whole: true });
    const never = faults.inject({ type: "reset", afterBytes: LONG.length + 1 });
    expect(await read(await readLong())).toEqual({ text: LONG, whole: true });
    expect(never.fired).toBe(0);
  });

  it("stall until they are let go", async () => {
    const faults = await open();
    await writeLong();
    const fault = faults.inject({ type: "stall", afterBytes: 100 });
    const response = await readLong();
    let received = 0;
    response.on("data", (chunk: Buffer) => (received += chunk.length));
    const ended = new Promise((resolve) => response.once("end", resolve));
    await eventually(() => expect([received, fault.fired]).toEqual([100, 1]));
    fault.lift();
    await ended;
    expect(received).toBe(LONG.length);
  });

  it("wait, and send slowly", async () => {
    const faults = await open();
    await writeLong();
    faults.inject({ type: "latency", ms: 200, times: 1 });
    let startedAt = Date.now();
    expect((await health()).status).toBe(200);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(195);
    const slow = faults.inject({ type: "slow", bytesPerSecond: 100_000 });
    startedAt = Date.now();
    expect(await read(await readLong())).toEqual({ text: LONG, whole: true });
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(400);
    expect(slow.fired).toBe(1);
  });
});

describe("streams", () => {
  const runLoud = (name: string) =>
    test.api("POST", "/process", { name, command: "echo one; exec sleep 60" });
  const untilFirst = async (response: IncomingMessage) => {
    await new Promise((resolve) => response.once("readable", resolve));
    return response;
  };

  it("that are open are cut at once, the next ones not", async () => {
    const faults = await open();
    await runLoud("loud");
    const streams = [await beginStream("loud"), await beginStream("loud")];
    for (const stream of streams) await untilFirst(stream);
    const fault = faults.inject({ type: "cut", on: { path: "/process/*/logs/stream" }, times: 2 });
    for (const stream of streams) expect((await read(stream)).whole).toBe(true);
    expect(fault.fired).toBe(2);
    const next = await untilFirst(await beginStream("loud"));
    expect(next.destroyed).toBe(false);
    next.destroy();
  });

  it("are cut after a time and after some bytes, orderly or not", async () => {
    const faults = await open();
    await runLoud("loud");
    faults.inject({ type: "cut", afterMs: 150, abruptly: true, times: 1 });
    expect((await read(await beginStream("loud"))).whole).toBe(false);
    faults.inject({ type: "cut", afterBytes: 5, times: 1 });
    const cut = await read(await beginStream("loud"));
    expect([cut.text.length, cut.whole]).toEqual([5, true]);
    await writeLong();
    faults.inject({ type: "cut", afterBytes: 100, times: 1 });
    const download = await read(await readLong());
    expect([download.text.length, download.whole]).toEqual([100, false]);
  });

  it("end when the sandbox falls asleep; the next request wakes it", async () => {
    const faults = await open();
    await runLoud("loud");
    const stream = await untilFirst(await beginStream("loud"));
    const fault = faults.inject({ type: "standby", wakeMs: 300, on: { sandbox: "demo" } });
    expect((await read(stream)).whole).toBe(false);
    const startedAt = Date.now();
    const answers = await Promise.all([health(), health()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(295);
    expect(fault.fired).toBe(1);
    expect((await health()).status).toBe(200);
    expect(test.local.processes("demo")).toMatchObject([{ status: "running" }]);
  });

  it("sleeps again when idle, and can answer 503 meanwhile", async () => {
    const faults = await open();
    const fault = faults.inject({ type: "standby", wakeMs: 50, meanwhile: "503", idleMs: 20 });
    expect((await health()).status).toBe(503);
    await eventually(async () => expect((await health()).status).toBe(200));
    // Looked at less often than it takes to fall asleep.
    const asleep = async () => expect((await health()).status).toBe(503);
    await vi.waitFor(asleep, { ...PATIENCE, interval: 60 });
    expect(fault.fired).toBeGreaterThanOrEqual(2);
  });

  it("over WebSockets are cut too, and refused", async () => {
    const faults = await open();
    await test.runApp(
      "sockets",
      `import { createServer } from "node:http";
       import { WebSocketServer } from ${JSON.stringify(import.meta.resolve("ws"))};
       const server = createServer();
       new WebSocketServer({ server }).on("connection", (socket) => socket.send("hello"));
       server.listen(3000, "0.0.0.0");`,
      3000,
    );
    const app = await test.preview("app", { port: 3000, public: true });
    const dial = () =>
      new WebSocket(`ws://127.0.0.1:${test.local.port}/`, {
        headers: { Host: new URL(app.url).host },
      });
    const socket = dial();
    await new Promise((resolve) => socket.once("message", resolve));
    const closed = new Promise((resolve) => socket.once("close", resolve));
    faults.inject({ type: "cut", on: { kind: "preview" }, times: 1 });
    expect(await closed).toBe(1006);
    faults.inject({ type: "status", status: 503, on: { kind: "preview" }, times: 1 });
    const refused = dial();
    const status = await new Promise((resolve) => {
      refused.once("unexpected-response", (_request, response) => resolve(response.statusCode));
      refused.once("error", resolve);
    });
    expect(status).toBe(503);
  });
});

describe("sessions", () => {
  it("lose their tokens; new ones work", async () => {
    const faults = await open();
    const fault = faults.inject({ type: "expire-token", on: { kind: "session" } });
    const refused = await health();
    expect(JSON.parse(refused.body)).toMatchObject({ error: { code: "AUTHENTICATION_FAILED" } });
    expect(fault.fired).toBe(1);
    const next = await test.preview("session-2", { port: 443, public: false });
    const headers = { "X-Blaxel-Preview-Token": next.token };
    expect((await send(`${next.url}/health`, { headers })).status).toBe(200);
    const tokens = await test.control("GET", "/sandboxes/demo/previews/session-1/tokens");
    expect(JSON.stringify(tokens.body)).toContain('"expired":true');
  });

  it("are deleted early, their streams with them; previews stay", async () => {
    const faults = await open();
    const app = await test.preview("app", { port: 3000, public: true });
    await test.api("POST", "/process", { name: "loud", command: "echo one; exec sleep 60" });
    const stream = await beginStream("loud");
    const fault = faults.inject({ type: "delete-session" });
    expect((await read(stream)).whole).toBe(false);
    const gone = await health();
    expect(JSON.parse(gone.body)).toMatchObject({ error: { code: "ROUTE_NOT_FOUND" } });
    expect(fault.fired).toBe(1);
    expect((await send(app.url)).status).toBe(502);
  });
});
