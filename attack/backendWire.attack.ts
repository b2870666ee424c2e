// Bytes on the socket of a backend that runs in Node.
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterAll, beforeAll, expect } from "vitest";
import { startLocalSandbox, type LocalSandbox } from "blaxel-local";
import { createSandboxHandler, toNodeHandler } from "blaxel-react/server";
import { attacks } from "./rows";

const ENOUGH = 1_000_000;
const SILENCE_MS = 400;
let local: LocalSandbox;
let server: Server;
let port: number;

beforeAll(async () => {
  local = await startLocalSandbox();
  Object.assign(process.env, local.env);
  const handler = createSandboxHandler({
    authorize: (_request, { sandbox }) => ({ name: sandbox ?? "own" }),
    sandbox: { region: "local" },
    onEvent: () => undefined,
  });
  server = createServer(toNodeHandler(handler));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address() as AddressInfo);
  expect(await plain()).toBe(200);
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await local.close();
});

const plain = async () => (await fetch(`http://127.0.0.1:${port}/api/sandbox`)).status;

/** What the server says to these bytes until it hangs up, falls silent or has said enough. */
function answerTo(
  bytes: string | Uint8Array,
  { isAll = (_text: string): boolean => false, silenceMs = SILENCE_MS } = {},
): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    const leave = () => socket.destroy();
    socket.setTimeout(silenceMs, leave).on("error", leave);
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      if (text.length > ENOUGH || isAll(text)) leave();
    });
    socket.once("close", () => resolve(text));
  });
}

const head = (line: string, ...headers: string[]) => `${[line, ...headers].join("\r\n")}\r\n\r\n`;
const get = (...headers: string[]) => head("GET /api/sandbox HTTP/1.1", ...headers);
const post = (...headers: string[]) => head("POST /api/sandbox HTTP/1.1", ...headers);
const HOST = "Host: 127.0.0.1";
const JSON_BODY = "Content-Type: application/json";

/** No session for any of these, and the server answers the next request as before. */
const noSession = async (bytes: string | Uint8Array) => {
  const said = await answerTo(bytes);
  expect(said).not.toContain('"token"');
  expect(said).not.toMatch(/ {4}at |node:internal/);
  expect(await plain()).toBe(200);
};

attacks<string>(
  "a host on the wire",
  {
    "of the attacker": get("Host: evil.example"),
    twice: get("Host: evil.example", HOST),
    none: get(),
    "with a path": get("Host: 127.0.0.1/../evil"),
    "with a path before the real one": get("Host: evil.example/x?.localhost"),
    "with a query": get("Host: evil.example?.localhost"),
    "with a fragment": get("Host: evil.example#.localhost"),
    "with a user": get("Host: user@127.0.0.1"),
    "with a backslash": get("Host: evil.example\\.localhost"),
    "with a comma": get("Host: 127.0.0.1, evil.example"),
    "with a space": get("Host: evil.example .localhost"),
    "with a port that is none": get("Host: 127.0.0.1:port"),
    "with a port beyond all": get("Host: 127.0.0.1:99999"),
    "of bytes": get("Host: \xff\xfe"),
    "in the request line instead": head(
      "GET http://evil.example/api/sandbox HTTP/1.1",
      "Host: evil.example",
    ),
  },
  noSession,
);

attacks<string>(
  "the page of a browser that says little of itself",
  {
    "a foreign origin": get(HOST, "Origin: https://evil.example"),
    "a foreign origin twice": get(HOST, "Origin: http://127.0.0.1", "Origin: https://evil.example"),
    "a foreign site": get(HOST, "Sec-Fetch-Site: cross-site"),
    "two sites": get(HOST, "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"),
    "cookies and nothing else, on plain http": get(HOST, "Cookie: session=1"),
    "a form": `${post(HOST, "Origin: https://evil.example", "Content-Type: text/plain", "Content-Length: 2")}{}`,
  },
  noSession,
);

attacks<string | Uint8Array>(
  "bytes that are no request",
  {
    nothing: "\r\n\r\n",
    "a word": "HELO\r\n\r\n",
    "the beginning of TLS": new Uint8Array([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]),
    "the beginning of HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a header without a colon": get(HOST, "evil"),
    "a header with a NUL": get(HOST, "X-Evil: a\0b"),
    "a header in two lines": get(HOST, "X-Evil: a", " Origin: https://evil.example", "X: \x01"),
    "a path with a NUL": head("GET /api\0 HTTP/1.1", HOST),
    "a name with a space before the colon": get(HOST, "Origin : https://evil.example"),
    "lines that end in LF alone": "GET / HTTP/1.1\nOrigin: https://evil.example\nX\n\n",
    "random bytes": Uint8Array.from({ length: 4096 }, (_, at) => (at * 197 + 31) % 256),
    "100 kB of a header": get(HOST, `X-Large: ${"x".repeat(100_000)}`),
    "3,000 headers": get(HOST, ...Array.from({ length: 3000 }, (_, at) => `X-${at}: ${at}`)),
    "a proxy's CONNECT": head("CONNECT 127.0.0.1:22 HTTP/1.1", HOST),
    "a path of 1 MB": head(`GET /${"a".repeat(1_000_000)} HTTP/1.1`, HOST),
  },
  noSession,
);

attacks<string>(
  "a body on the wire",
  {
    "with a length and chunks": `${post(HOST, JSON_BODY, "Content-Length: 2", "Transfer-Encoding: chunked")}0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n`,
    "with two lengths": `${post(HOST, JSON_BODY, "Content-Length: 2", "Content-Length: 3")}{}x`,
    "with a negative length": post(HOST, JSON_BODY, "Content-Length: -1"),
    "with a length that is a word": post(HOST, JSON_BODY, "Content-Length: many"),
    "with chunks of no size": `${post(HOST, JSON_BODY, "Transfer-Encoding: chunked")}zz\r\n{}\r\n0\r\n\r\n`,
    "with chunks of a size beyond all": `${post(HOST, JSON_BODY, "Transfer-Encoding: chunked")}ffffffffffffffffff\r\n`,
    "with an unknown encoding": `${post(HOST, JSON_BODY, "Transfer-Encoding: gzip")}{}`,
    "of 1 MB that it tells of": `${post(HOST, JSON_BODY, "Content-Length: 1000000")}${"x".repeat(1_000_000)}`,
    "of 1 MB that it does not tell of": `${post(HOST, JSON_BODY, "Transfer-Encoding: chunked")}f4240\r\n${"x".repeat(1_000_000)}\r\n0\r\n\r\n`,
    "of a terabyte that never comes": post(HOST, JSON_BODY, "Content-Length: 1099511627776"),
    "that stops in the middle": `${post(HOST, JSON_BODY, "Content-Length: 100")}{"sand`,
    "that is not JSON": `${post(HOST, JSON_BODY, "Content-Length: 1")}{`,
    "behind an expectation": post(HOST, JSON_BODY, "Content-Length: 100", "Expect: 100-continue"),
    "behind an expectation of something else": post(HOST, "Expect: a miracle"),
  },
  noSession,
);

attacks<string>(
  "a path",
  {
    "of two slashes, which could name a host": head("GET //evil.example/ HTTP/1.1", HOST),
    "of three slashes": head("GET ///evil.example/ HTTP/1.1", HOST),
    "of dots": head("GET /../../v0/sandboxes HTTP/1.1", HOST),
    "of a backslash": head("GET /\\evil.example HTTP/1.1", HOST),
    "with a user's @": head("GET @evil.example HTTP/1.1", HOST),
    "of a percent sign alone": head("GET /% HTTP/1.1", HOST),
    "of a star": head("OPTIONS * HTTP/1.1", HOST),
    "of another scheme": head("GET javascript:alert(1) HTTP/1.1", HOST),
  },
  async (bytes) => {
    const said = await answerTo(bytes);
    // Wherever the application mounts the handler, it asks `authorize`: the path gives no other right.
    expect(said).not.toContain("evil.example");
    expect(said).not.toMatch(/ {4}at |node:internal/);
    expect(await plain()).toBe(200);
  },
);

attacks<() => Promise<unknown>>(
  "a crowd",
  {
    "200 requests in one write": async () => {
      const answered = (text: string) => text.match(/HTTP\/1\.1 200/g)?.length === 200;
      const wait = { isAll: answered, silenceMs: 30_000 };
      expect(answered(await answerTo(get(HOST).repeat(200), wait))).toBe(true);
    },
    "200 connections that say nothing": async () => {
      await Promise.all(Array.from({ length: 200 }, () => answerTo("")));
    },
    "200 that leave in the middle of a body": async () => {
      const half = `${post(HOST, JSON_BODY, "Content-Length: 100")}{"sand`;
      await Promise.all(Array.from({ length: 200 }, () => answerTo(half)));
    },
    "200 sandboxes of one's own making are one each": async () => {
      const name = (at: number) => `crowd-${at % 4}`;
      const answers = await Promise.all(
        Array.from({ length: 200 }, async (_, at) => {
          const response = await fetch(`http://127.0.0.1:${port}/?sandbox=${name(at)}`);
          const { session }: { session: { name: string; url: string } } = await response.json();
          return session.url;
        }),
      );
      expect(new Set(answers).size).toBe(4);
    },
  },
  async (act) => {
    await act();
    expect(await plain()).toBe(200);
  },
);
