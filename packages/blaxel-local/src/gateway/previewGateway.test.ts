import { connect } from "node:net";
import { request as httpRequest } from "node:http";
import { afterEach, describe, expect, it, vi } from "vitest";
import { eventually } from "../../../../testbed/eventually";
import type { LocalSandboxOptions } from "../options";
import { openTestSandbox, send, type TestSandbox } from "../testSandbox";

let test: TestSandbox;
afterEach(async () => {
  vi.useRealTimers();
  await test.local.close();
});
const open = async (options?: LocalSandboxOptions) => {
  test = await openTestSandbox(options);
  return test;
};

/** Answers what it was asked, as JSON; streams at /stream; hangs up at /break. */
const ECHO = `
import { createServer } from "node:http";
createServer((request, response) => {
  if (request.url === "/break") { request.socket.destroy(); return; }
  if (request.url === "/stream") {
    response.writeHead(200, { "Content-Type": "text/plain" });
    response.flushHeaders();
    globalThis.release = () => response.end("late");
    return;
  }
  if (request.url === "/release") globalThis.release();
  response.setHeader("X-App", "1");
  response.setHeader("Set-Cookie", "own=1");
  response.setHeader("Access-Control-Allow-Origin", "http://from-the-app");
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => response.end(JSON.stringify({
    method: request.method, url: request.url, headers: request.headers,
    body: Buffer.concat(chunks).toString(),
  })));
}).listen(3000, "0.0.0.0");`;

interface Echo {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}
const echo = (body: string): Echo => {
  const parsed: Echo = JSON.parse(body);
  return parsed;
};

describe("a public preview", () => {
  it("passes requests on as they are, with the preview's own Host", async () => {
    const { runApp, preview } = await open();
    await runApp("app", ECHO, 3000);
    const app = await preview("app", { port: 3000, public: true });
    const answer = await send(`${app.url}/a%2Fb//c?d=e&bl_preview_token=x&f=g`, {
      method: "POST",
      headers: { Cookie: `a=b; bl_preview_token_${app.id}=x; c=d` },
      body: "hello",
    });
    const seen = echo(answer.body);
    expect(seen).toMatchObject({ method: "POST", url: "/a%2Fb//c?d=e&f=g", body: "hello" });
    expect(seen.headers["host"]).toBe(new URL(app.url).host);
    expect(seen.headers["x-forwarded-host"]).toBe(new URL(app.url).host);
    expect(seen.headers["cookie"]).toBe("a=b; c=d");
    expect(answer.headers["x-app"]).toBe("1");
    expect(answer.headers["set-cookie"]).toEqual(["own=1"]);
    expect(answer.headers["x-blaxel-source"]).toBeUndefined();
  });

  it("can show the app the Host that it would have on Blaxel", async () => {
    const { runApp, preview } = await open({ appHostSuffix: ".preview.bl.run" });
    await runApp("app", ECHO, 3000);
    const app = await preview("app", { port: 3000, public: true });
    const { headers } = echo((await send(app.url)).body);
    expect(headers["host"]).toBe(`${app.id}.preview.bl.run`);
    expect(headers["x-forwarded-host"]).toBe(`${app.id}.preview.bl.run`);
  });

  it("adds requestHeaders and responseHeaders, over those of the app", async () => {
    const { runApp, preview } = await open();
    await runApp("app", ECHO, 3000);
    const app = await preview("app", {
      port: 3000,
      public: true,
      requestHeaders: { Authorization: "Basic abc" },
      responseHeaders: { "Access-Control-Allow-Origin": "http://kit" },
    });
    const answer = await send(app.url);
    expect(echo(answer.body).headers["authorization"]).toBe("Basic abc");
    expect(answer.headers["access-control-allow-origin"]).toBe("http://kit");
    const preflight = await send(app.url, {
      method: "OPTIONS",
      headers: { Origin: "http://kit", "Access-Control-Request-Method": "GET" },
    });
    expect([preflight.status, preflight.headers["access-control-allow-origin"]]).toEqual([
      204,
      "http://kit",
    ]);
  });

  it("answers 502 when nothing listens, or only loopback does, the same", async () => {
    const { preview, runApp } = await open();
    const responseHeaders = { "Access-Control-Allow-Origin": "*" };
    const app = await preview("app", { port: 3000, public: true, responseHeaders });
    const nothing = await send(app.url);
    await runApp(
      "loopback",
      `import { createServer } from "node:http";
       createServer((q, s) => s.end("inside")).listen(3000, "127.0.0.1");
       createServer((q, s) => s.end("outside")).listen(3001, "0.0.0.0");`,
      3001,
    );
    const loopback = await send(app.url);
    for (const answer of [nothing, loopback]) {
      expect(answer.status).toBe(502);
      expect(answer.headers["content-type"]).toBe("text/html");
      expect(answer.headers["x-blaxel-source"]).toBe("platform");
      expect(answer.headers["access-control-allow-origin"]).toBe("*");
    }
    expect(loopback.body).toBe(nothing.body);
    const other = await preview("other", { port: 3001, public: true });
    expect((await send(other.url)).body).toBe("outside");
  });

  it("answers 502 when the app hangs up, and stays up itself", async () => {
    const { runApp, preview, local } = await open();
    await runApp("app", ECHO, 3000);
    const app = await preview("app", { port: 3000, public: true });
    expect((await send(`${app.url}/break`)).status).toBe(502);
    process.kill(-(local.processes("demo")[0]?.group ?? 0), "SIGKILL");
    await eventually(async () => expect((await send(app.url)).status).toBe(502));
    expect((await test.api("GET", "/health")).status).toBe(200);
  });

  it("sends the head of a stream before its first byte", async () => {
    const { runApp, preview } = await open();
    await runApp("app", ECHO, 3000);
    const app = await preview("app", { port: 3000, public: true });
    const { host, port } = new URL(app.url);
    const response = await new Promise<{
      statusCode?: number | undefined;
      text(): Promise<string>;
    }>((resolve, reject) => {
      httpRequest({ host: "127.0.0.1", port, path: "/stream", headers: { Host: host } })
        .once("error", reject)
        .once("response", (incoming) =>
          resolve({
            statusCode: incoming.statusCode,
            text: async () => {
              let text = "";
              for await (const chunk of incoming) text += String(chunk);
              return text;
            },
          }),
        )
        .end();
    });
    expect(response.statusCode).toBe(200);
    await send(`${app.url}/release`);
    expect(await response.text()).toBe("late");
  });

  it("keeps a client's connection for its next request", async () => {
    const { runApp, preview } = await open();
    await runApp("app", ECHO, 3000);
    const app = await preview("app", { port: 3000, public: true });
    const { host, port } = new URL(app.url);
    const socket = connect({ host: "127.0.0.1", port: Number(port) });
    let received = "";
    socket.on("data", (chunk) => (received += chunk.toString()));
    const answers = () => received.split("HTTP/1.1 200").length - 1;
    for (const count of [1, 2]) {
      socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      await eventually(() => expect(answers()).toBe(count));
    }
    expect(received).toMatch(/^connection: keep-alive/im);
    socket.destroy();
  });

  it("ends when its time is over", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { preview } = await open();
    const expires = new Date(Date.now() + 60_000).toISOString();
    const app = await preview("app", { port: 3000, public: true, expires });
    const short = await preview("short", { port: 3000, public: true, ttl: "30s" });
    expect((await send(app.url)).status).toBe(502);
    vi.setSystemTime(Date.now() + 31_000);
    expect((await send(short.url)).status).toBe(404);
    vi.setSystemTime(Date.now() + 60_000);
    expect((await send(app.url)).status).toBe(404);
  });
});

describe("a private preview", () => {
  const openPrivate = async (options?: LocalSandboxOptions) => {
    const { runApp, preview } = await open(options);
    await runApp("app", ECHO, 3000);
    return preview("app", { port: 3000, public: false });
  };
  const cookieOf = (answer: { headers: { "set-cookie"?: string[] | undefined } }) =>
    answer.headers["set-cookie"]?.find((cookie) => cookie.startsWith("bl_preview_token"));

  it("opens by query, by header, and then by the cookie it set", async () => {
    const app = await openPrivate();
    expect((await send(app.url)).status).toBe(401);
    const page = await send(`${app.url}/?bl_preview_token=${app.token}`);
    expect(page.status).toBe(200);
    expect(page.headers["set-cookie"]).toContain("own=1");
    expect(cookieOf(page)).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=None; Partitioned$/);
    const asset = await send(`${app.url}/main.js`, {
      headers: { Cookie: cookieOf(page)?.split(";")[0] ?? "" },
    });
    expect(asset.status).toBe(200);
    expect(echo(asset.body).headers["cookie"]).toBeUndefined();
    const byHeader = await send(app.url, { headers: { "X-Blaxel-Preview-Token": app.token } });
    expect(echo(byHeader.body).headers).not.toHaveProperty("x-blaxel-preview-token");
  });

  it("sets no cookie when told not to, and takes none", async () => {
    const app = await openPrivate({ previewCookie: false });
    const page = await send(`${app.url}/?bl_preview_token=${app.token}`);
    expect(cookieOf(page)).toBeUndefined();
    const cookie = `bl_preview_token_${app.id}=${app.token}`;
    expect((await send(app.url, { headers: { Cookie: cookie } })).status).toBe(401);
  });

  const TOKENS = "/sandboxes/demo/previews/app/tokens";
  it("gives a browser that has a good one no other, when told so, and another once it has ended", async () => {
    const app = await openPrivate({ previewCookie: "first" });
    const open = (token: string, cookie: string) =>
      send(`${app.url}/?bl_preview_token=${token}`, { headers: { Cookie: cookie } });
    const first = cookieOf(await open(app.token, ""))?.split(";")[0] ?? "";
    const { body } = await test.control("POST", TOKENS, {
      metadata: { name: "token-2" },
      spec: { expiresAt: new Date(Date.now() + 3_600_000).toISOString() },
    });
    const second = body.spec?.token ?? "";
    expect(cookieOf(await open(second, first))).toBeUndefined();
    expect((await send(app.url, { headers: { Cookie: first } })).status).toBe(200);
    await test.control("DELETE", `${TOKENS}/token-1`);
    expect((await send(app.url, { headers: { Cookie: first } })).status).toBe(401);
    expect(cookieOf(await open(second, first))).toContain(second);
  });

  it("answers 401 to the end of its token, and no preflight needs one", async () => {
    const app = await openPrivate();
    test.local.faults.inject({ type: "expire-token", on: { kind: "preview" } });
    expect((await send(`${app.url}/?bl_preview_token=${app.token}`)).status).toBe(401);
    const preflight = await send(app.url, {
      method: "OPTIONS",
      headers: { Origin: "http://kit", "Access-Control-Request-Method": "GET" },
    });
    expect(preflight.status).toBe(204);
  });
});

describe('previewOrigin "port"', () => {
  it("gives each preview a port of its own, which closes with it", async () => {
    const { runApp, preview, control } = await open({ previewOrigin: "port" });
    await runApp("app", ECHO, 3000);
    const one = await preview("one", { port: 3000, public: true });
    const two = await preview("two", { port: 3000, public: false });
    expect(new URL(one.url).hostname).toBe("127.0.0.1");
    expect(new URL(one.url).port).not.toBe(new URL(two.url).port);
    expect(echo((await send(one.url)).body).headers["host"]).toBe(new URL(one.url).host);
    expect((await send(two.url)).status).toBe(401);
    const evil = await send(one.url, { headers: { Host: "evil.example" } });
    expect(evil.status).toBe(403);
    await control("DELETE", "/sandboxes/demo/previews/one");
    await expect(send(one.url)).rejects.toThrow("ECONNREFUSED");
  });
});
