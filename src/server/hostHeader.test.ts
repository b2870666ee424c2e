import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createSandboxHandler } from "./backend";
import { toNodeHandler } from "./nodeHandler";

const handler = vi.fn(async (request: Request) => Response.json({ url: request.url }));
const server = createServer((incoming, outgoing) => {
  void toNodeHandler(handler)(incoming, outgoing);
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

/** What the server answers to exactly these lines. */
function send(...lines: string[]): Promise<string> {
  handler.mockClear();
  return new Promise((resolve, reject) => {
    let answer = "";
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, "127.0.0.1");
    socket.setEncoding("latin1").on("data", (text: string) => (answer += text));
    socket.on("error", reject).on("close", () => resolve(answer));
    socket.write([...lines, "Connection: close", "", ""].join("\r\n"), "latin1");
  });
}

const strange = [
  "a/b",
  "a/../b",
  "/",
  "//evil.example",
  "a?x",
  "a?sandbox=other&",
  "a#",
  "a#b",
  "a@b",
  "user:word@b",
  "a\\b",
  "a b",
  "a\tb",
  "a:b",
  "a:",
  "a:99999",
  "a:1:2",
  ":3000",
  "a%2fb",
  "%61",
  "a%00b",
  "[::1",
  "::1",
  "a<b",
  "a|b",
  "a^b",
  "*",
  "*.example.com",
  "localhost, evil.example",
  "http://localhost",
  "0x7f.1",
  "127.1",
  "2130706433",
  "\u00e4.example",
  "",
];

describe("a Host that is none", () => {
  it.each(strange)("is answered 400, and no handler sees it: %j", async (host) => {
    const answer = await send("GET /api/sandbox?sandbox=own HTTP/1.1", `Host: ${host}`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toMatch(/^content-type: application\/problem\+json\r$/im);
    expect(handler).not.toHaveBeenCalled();
  });

  it.each(strange)(
    "is refused by the backend under any adapter, in production too: %j",
    async (host) => {
      vi.stubEnv("NODE_ENV", "production");
      const authorize = vi.fn(() => null);
      const request = new Request("http://api.example.com/api/sandbox", { headers: { host } });
      const onEvent = () => undefined;
      const response = await createSandboxHandler({ authorize, onEvent })(request);
      vi.unstubAllEnvs();
      expect(response.status).toBe(403);
      expect(authorize).not.toHaveBeenCalled();
    },
  );

  it.each([
    ["two of them", ["GET / HTTP/1.1", "Host: localhost", "Host: evil.example"]],
    ["two that are the same", ["GET / HTTP/1.1", "Host: localhost", "host: localhost"]],
    ["an address of another host", ["GET http://evil.example/ HTTP/1.1", "Host: localhost"]],
    ["an address with a user", ["GET http://me@localhost/ HTTP/1.1", "Host: localhost"]],
    ["an address of another kind", ["GET file:///etc/passwd HTTP/1.1", "Host: localhost"]],
    ["no path", ["OPTIONS * HTTP/1.1", "Host: localhost"]],
  ])("%s", async (_what, lines) => {
    expect(await send(...lines)).toMatch(/^HTTP\/1\.1 400 /);
    expect(handler).not.toHaveBeenCalled();
  });
});

it.each([
  ["/a?x=1", "localhost:3000", "http://localhost:3000/a?x=1"],
  ["/", "LOCALHOST", "http://localhost/"],
  ["/", "app.example.com:443", "http://app.example.com:443/"],
  ["/", "app.example.com:80", "http://app.example.com/"],
  ["/", "under_score.example", "http://under_score.example/"],
  ["/", "192.168.1.5:8080", "http://192.168.1.5:8080/"],
  ["/", "[::1]:3000", "http://[::1]:3000/"],
  ["/", "xn--nxasmq6b.example", "http://xn--nxasmq6b.example/"],
  ["//evil.example/a", "localhost", "http://localhost//evil.example/a"],
  ["/@evil.example", "localhost", "http://localhost/@evil.example"],
  ["http://localhost/a?x=1", "localhost", "http://localhost/a?x=1"],
])("%s at %s is %s", async (path, host, url) => {
  expect(await send(`GET ${path} HTTP/1.1`, `Host: ${host}`)).toContain(JSON.stringify({ url }));
});
