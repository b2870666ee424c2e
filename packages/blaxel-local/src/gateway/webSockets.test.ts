import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { openTestSandbox, type TestPreview, type TestSandbox } from "../testSandbox";

let test: TestSandbox;
afterEach(() => test.local.close());

const SOCKET_SERVER = `
import { createServer } from "node:http";
import { createHash } from "node:crypto";
const server = createServer();
server.on("upgrade", (request, socket) => {
  const accept = createHash("sha1").update(request.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest("base64");
  socket.write("HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: " + accept + "\\r\\n\\r\\n");
  const text = request.url + " " + request.headers.host;
  socket.write(Buffer.concat([Buffer.from([0x81, text.length]), Buffer.from(text)]));
  socket.on("error", () => process.exit(3));
});
server.listen(3000, "0.0.0.0");`;

describe("WebSockets", () => {
  const dial = (app: TestPreview, path: string, headers: Record<string, string> = {}) =>
    new WebSocket(`ws://127.0.0.1:${test.local.port}${path}`, {
      headers: { Host: new URL(app.url).host, ...headers },
    });
  const outcome = (socket: WebSocket) =>
    new Promise<string>((resolve) => {
      socket.once("message", (data: Buffer) => {
        resolve(data.toString());
        socket.terminate();
      });
      socket.once("unexpected-response", (request, response) => {
        resolve(String(response.statusCode));
        response.resume();
        request.destroy();
      });
      socket.once("error", (error) => resolve(error.message));
    });

  it("reach the app by query, header and cookie, and only then", async () => {
    test = await openTestSandbox();
    const { runApp, preview } = test;
    const app = await preview("app", { port: 3000, public: false });
    expect(await outcome(dial(app, `/?bl_preview_token=${app.token}`))).toBe("502");
    await runApp("sockets", SOCKET_SERVER, 3000);
    const { host } = new URL(app.url);
    expect(await outcome(dial(app, `/hmr?bl_preview_token=${app.token}&a=b`))).toBe(
      `/hmr?a=b ${host}`,
    );
    const header = { "X-Blaxel-Preview-Token": app.token };
    expect(await outcome(dial(app, "/hmr", header))).toBe(`/hmr ${host}`);
    const cookie = { Cookie: `bl_preview_token_${app.id}=${app.token}` };
    expect(await outcome(dial(app, "/hmr", cookie))).toBe(`/hmr ${host}`);
    expect(await outcome(dial(app, "/hmr"))).toBe("401");
    expect(await outcome(dial(app, "/hmr?bl_preview_token=wrong"))).toBe("401");
    expect(await outcome(dial({ ...app, url: "http://none.localhost:1" }, "/"))).toContain(
      "hang up",
    );
    expect(test.local.requests().filter(({ status }) => status === 101)).toHaveLength(3);
  });
});
