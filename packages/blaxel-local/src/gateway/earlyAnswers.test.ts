import { Agent, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestSandbox, send, type TestPreview, type TestSandbox } from "../testSandbox";

// What an upload server does that checks the token first: it answers, reads no further and hangs up.
const APP = `
import { createServer } from "node:net";
createServer((socket) => {
  socket.on("error", () => {});
  socket.once("data", (head) => {
    const status = head.toString("latin1").startsWith("GET") ? "200 OK" : "401 Unauthorized";
    socket.pause();
    socket.write("HTTP/1.1 " + status + "\\r\\nContent-Length: 2\\r\\nConnection: close\\r\\n\\r\\nno", () => socket.destroy());
  });
}).listen(3000, "0.0.0.0");
`;
const UPLOAD = Buffer.alloc(4 * 1024 * 1024, "x");

let test: TestSandbox;
let app: TestPreview;

beforeAll(async () => {
  test = await openTestSandbox();
  await test.runApp("early", APP, 3000);
  app = await test.preview("early", { port: 3000, public: true });
});
afterAll(() => test.local.close());

/** Sends over the one connection of an agent. */
function ask(agent: Agent, method: string, headers: Record<string, string> = {}, body?: Buffer) {
  const { host, port } = new URL(app.url);
  return new Promise<string>((resolve, reject) => {
    const options = { host: "127.0.0.1", port, method, agent, headers: { Host: host, ...headers } };
    const request = httpRequest(options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.once("error", reject);
      response.once("end", () => resolve(`${response.statusCode} ${text}`));
    });
    request.once("error", reject);
    request.end(body);
  });
}

describe("an upload that the app answers before it has read it", () => {
  const ways: [string, Record<string, string>][] = [
    ["with a length", { "Content-Length": String(UPLOAD.length) }],
    ["in chunks", { "Transfer-Encoding": "chunked" }],
    [
      "that waits to be let through",
      { "Content-Length": String(UPLOAD.length), Expect: "100-continue" },
    ],
  ];
  it.each(ways)("%s: its answer arrives, and the connection serves on", async (_way, headers) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let round = 0; round < 10; round++) {
      expect(await ask(agent, "POST", headers, UPLOAD)).toBe("401 no");
      expect(await ask(agent, "GET")).toBe("200 no");
    }
    agent.destroy();
  });

  it("and gets 502 when it hangs up without one, over a connection that serves on", async () => {
    const silent = `import { createServer } from "node:net";
      createServer((socket) => socket.on("error", () => {}).once("data", () => socket.resetAndDestroy())).listen(3001, "0.0.0.0");`;
    await test.runApp("silent", silent, 3001);
    const { url } = await test.preview("silent", { port: 3001, public: true });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const headers = { Host: new URL(url).host, "Transfer-Encoding": "chunked" };
    for (let round = 0; round < 3; round++) {
      expect(await ask(agent, "POST", headers, UPLOAD)).toMatch(/^502 /);
      expect(await ask(agent, "GET")).toBe("200 no");
    }
    agent.destroy();
  });
});

describe("a body over the limit", () => {
  const large = Buffer.alloc(24 * 1024 * 1024, "x");
  let patient: TestPreview;

  beforeAll(async () => {
    const reads = `import { createServer } from "node:http";
      createServer((request, answer) => request.resume().once("end", () => answer.end("all"))).listen(3002, "0.0.0.0");`;
    await test.runApp("patient", reads, 3002);
    patient = await test.preview("patient", { port: 3002, public: true });
  });

  it("is refused with 413, however it says its length, while it is still being sent", async () => {
    for (const headers of [{ "Transfer-Encoding": "chunked" }, {}]) {
      for (let round = 0; round < 3; round++) {
        const { status, body } = await send(patient.url, { method: "POST", headers, body: large });
        expect([status, body]).toEqual([413, expect.stringContaining("REQUEST_ENTITY_TOO_LARGE")]);
      }
    }
  });

  it("leaves no half-written file, and the sandbox API answers on", async () => {
    const headers = {
      "X-Blaxel-Preview-Token": test.session.token,
      "Transfer-Encoding": "chunked",
    };
    const url = `${test.session.url}/filesystem/%2Fbig.txt`;
    expect((await send(url, { method: "PUT", headers, body: large })).status).toBe(413);
    expect((await test.api("GET", "/filesystem/%2Fbig.txt")).status).toBe(404);
  });

  it("that never ends is cut off some time after its 413", async () => {
    const { host, port } = new URL(patient.url);
    const socket = connect(Number(port), "127.0.0.1");
    let answer = "";
    socket.setEncoding("utf8").on("data", (chunk: string) => (answer += chunk));
    const piece = `100000\r\n${"x".repeat(1024 * 1024)}\r\n`;
    const sendOn = () => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on("drain", sendOn);
    socket.on("error", () => socket.destroy());
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.write(`POST / HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\n`);
    sendOn();
    await closed;
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });
});
