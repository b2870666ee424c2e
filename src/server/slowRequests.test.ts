import { createServer, type IncomingMessage } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { connect, type AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { createSandboxHandler } from "./backend";
import { toNodeHandler } from "./nodeHandler";
import type { SandboxBackendOptions } from "./options";

type Handler = (request: Request) => Promise<Response>;

async function serve(handler: Handler, before?: (incoming: IncomingMessage) => void) {
  const adapter = toNodeHandler(handler);
  const rejections: unknown[] = [];
  const server = createServer((incoming, outgoing) => {
    before?.(incoming);
    adapter(incoming, outgoing).catch((error: unknown) => rejections.push(error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    expect(rejections).toEqual([]);
  });
  return (server.address() as AddressInfo).port;
}

/** Sends these bytes and no more: what the server answers, and that it closes the connection then. */
async function untilClosed(port: number, ...chunks: string[]): Promise<string> {
  let answer = "";
  let closed = false;
  const socket = connect(port, "127.0.0.1", () => chunks.forEach((chunk) => socket.write(chunk)));
  socket.setEncoding("latin1").on("data", (text: string) => (answer += text));
  // A reset after the answer is an end, too: the server reads no more.
  socket.on("error", () => undefined);
  socket.on("close", () => (closed = true));
  onTestFinished(() => void socket.destroy());
  await vi.waitFor(() => expect(answer).toContain("\r\n\r\n"));
  expect(closed).toBe(false);
  // Moves the clock, which stands still otherwise.
  await vi.waitFor(() => expect(closed).toBe(true), { interval: 100, timeout: 4000 });
  return answer;
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

const post = (...headers: string[]) =>
  ["POST /api/sandbox HTTP/1.1", "Host: localhost", ...headers, "", ""].join("\r\n");
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
const problemOf = (answer: string) =>
  JSON.parse(answer.slice(answer.indexOf("{")).split("\r\n")[0] ?? "");

const backend = (authorize: SandboxBackendOptions["authorize"]) =>
  createSandboxHandler({ authorize, onEvent: () => undefined });

const unfinished: [string, string[]][] = [
  ["a short body that never comes", [post("Content-Length: 20")]],
  ["a body that stops in the middle", [post("Content-Length: 20"), '{"sandbox"']],
  ["a long body that never comes", [post("Content-Length: 1000000000")]],
  ["chunks that never come", [post("Transfer-Encoding: chunked")]],
  ["a chunk that stops in the middle", [post("Transfer-Encoding: chunked"), "ff\r\n{"]],
  ["a GET that announces a body", [post("Content-Length: 20").replace("POST", "GET")]],
];

describe.each(unfinished)("%s", (_what, sent) => {
  it("is not waited for to say that no user is signed in", async () => {
    const answer = await untilClosed(await serve(backend(() => null)), ...sent);
    expect(statusOf(answer)).toBe(401);
    expect(problemOf(answer)).toMatchObject({ status: 401, kind: "unauthorized" });
  });

  it("is not waited for to refuse a foreign page, whose request `authorize` does not see", async () => {
    const authorize = vi.fn(() => ({ name: "demo" }));
    const [head = "", ...rest] = sent;
    const foreign = head.replace("Host:", "Origin: https://evil.example\r\nHost:");
    const answer = await untilClosed(await serve(backend(authorize)), foreign, ...rest);
    expect(statusOf(answer)).toBe(403);
    expect(authorize).not.toHaveBeenCalled();
  });

  it("is not waited for when the user may have the sandbox", async () => {
    const answer = await untilClosed(await serve(backend(() => ({ name: "demo" }))), ...sent);
    expect(problemOf(answer)).toMatchObject({ status: 400, kind: "invalid-options" });
    expect(problemOf(answer).detail).toContain("?sandbox=");
  });

  it("ends with any other handler that does not read it", async () => {
    const answer = await untilClosed(await serve(async () => new Response("Hello")), ...sent);
    expect(statusOf(answer)).toBe(200);
    expect(answer).toContain("Hello");
  });
});

describe("a body that is read", () => {
  const readers: [string, Handler][] = [
    ["by `authorize`", backend(async (request) => ({ name: await request.text() }))],
    ["by another handler", async (request) => new Response(await request.text())],
  ];

  describe.each(readers)("%s", (_who, handler) => {
    it.each(unfinished.slice(0, 2).concat(unfinished.slice(3, 5)))(
      "has a limit in time: %s",
      async (_what, sent) => {
        let isReading = () => {};
        const reading = new Promise<void>((resolve) => (isReading = resolve));
        const port = await serve((request) => {
          const answer = handler(request);
          isReading();
          return answer;
        });
        const answer = untilClosed(port, ...sent);
        await reading;
        await new Promise((resolve) => setImmediate(resolve));
        vi.advanceTimersByTime(10_000);
        expect(problemOf(await answer)).toMatchObject({ status: 408, kind: "invalid-options" });
      },
    );

    it.each([
      ["by its own account", [post("Content-Length: 65537")]],
      [
        "by chunks without end",
        [
          post("Transfer-Encoding: chunked"),
          ...Array<string>(20).fill(`1000\r\n${"a".repeat(4096)}\r\n`),
        ],
      ],
    ])("has a limit in bytes: too long %s", async (_what, sent) => {
      const answer = await untilClosed(await serve(handler), ...sent);
      expect(problemOf(answer)).toMatchObject({ status: 413, kind: "invalid-options" });
    });

    it("that breaks off takes nothing along", async () => {
      const incomings: IncomingMessage[] = [];
      const port = await serve(handler, (incoming) => incomings.push(incoming));
      const socket = connect(port, "127.0.0.1");
      socket.write(post("Content-Length: 20") + "half");
      await vi.waitFor(() => expect(incomings).toHaveLength(1));
      socket.destroy();
      await vi.waitFor(() => expect(incomings[0]?.closed).toBe(true));
      const next = await fetch(`http://127.0.0.1:${port}`, { method: "PUT" });
      expect(await next.text()).toBeDefined();
    });
  });

  it("may be left in the middle, whatever comes then", async () => {
    const port = await serve(async (request) => {
      const reader = request.body?.getReader();
      await reader?.read();
      await reader?.cancel();
      await new Promise((resolve) => setImmediate(resolve));
      return new Response("Enough");
    });
    const chunk = `1000\r\n${"a".repeat(4096)}\r\n`;
    const sent = [post("Transfer-Encoding: chunked"), ...Array<string>(40).fill(chunk)];
    expect(await untilClosed(port, ...sent)).toContain("Enough");
    vi.advanceTimersByTime(60_000);
  });

  it("may be as long as the limit", async () => {
    const port = await serve(
      async (request) => new Response(String((await request.text()).length)),
    );
    const body = "a".repeat(65_536);
    const response = await fetch(`http://127.0.0.1:${port}`, { method: "POST", body });
    expect(await response.text()).toBe("65536");
  });

  it("is not sent for before it is read", async () => {
    let flowing: boolean | null = true;
    const incomings: IncomingMessage[] = [];
    const port = await serve(
      async () => {
        await new Promise((resolve) => setImmediate(resolve));
        flowing = incomings[0]?.readableFlowing ?? null;
        return new Response(null);
      },
      (incoming) => incomings.push(incoming),
    );
    await fetch(`http://127.0.0.1:${port}`, { method: "POST", body: "short" });
    expect(flowing).toBeNull();
  });
});

it("a connection whose request comes whole after all is kept", async () => {
  const seen = new Set<object>();
  const port = await serve(
    async () => new Response("Hello"),
    ({ socket }) => seen.add(socket),
  );
  let answers = "";
  const socket = connect(port, "127.0.0.1");
  socket.setEncoding("latin1").on("data", (text: string) => (answers += text));
  socket.write(post("Content-Length: 5"));
  await vi.waitFor(() => expect(answers.match(/Hello/g)).toHaveLength(1));
  socket.write(`short${post()}`);
  await vi.waitFor(() => expect(answers.match(/Hello/g)).toHaveLength(2));
  vi.advanceTimersByTime(60_000);
  socket.write(post());
  await vi.waitFor(() => expect(answers.match(/Hello/g)).toHaveLength(3));
  expect(seen.size).toBe(1);
  socket.destroy();
});

it("over HTTP/2 the stream is let go, and the connection stays", async () => {
  const server = createHttp2Server((incoming, outgoing) => {
    void toNodeHandler(backend(() => null))(incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  onTestFinished(async () => {
    session.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  for (let times = 0; times < 2; times++) {
    const stream = session.request({ ":method": "POST", ":path": "/", "content-length": "20" });
    const status = await new Promise((resolve) => {
      stream.on("response", (headers) => resolve(headers[":status"]));
    });
    expect(status).toBe(401);
    stream.resume();
    await new Promise((resolve) => stream.once("close", resolve));
  }
});
