import { afterEach, describe, expect, it, vi } from "vitest";
import { socketsOf } from "../ports/sockets";
import { openTestSandbox, send, type TestSandbox } from "../testSandbox";
import type { LocalSandboxOptions } from "../options";

let test: TestSandbox;
afterEach(async () => {
  vi.useRealTimers();
  await test.local.close();
});
const open = async (options?: LocalSandboxOptions) => {
  test = await openTestSandbox(options);
  return test;
};

const responseHeaders = {
  "Access-Control-Allow-Origin": "http://localhost:3000",
  "Access-Control-Allow-Headers": "Content-Type, X-Blaxel-Preview-Token",
  "Access-Control-Expose-Headers": "X-Blaxel-Source",
  Vary: "Origin",
};
const preflight = {
  method: "OPTIONS",
  headers: {
    Origin: "http://localhost:3000",
    "Access-Control-Request-Method": "GET",
    "Access-Control-Request-Headers": "x-blaxel-preview-token",
  },
};
const errorOf = (body: string) => {
  const parsed: { error: Record<string, unknown> } = JSON.parse(body);
  return parsed.error;
};

describe("a session", () => {
  it("opens by header and by query, never without a token", async () => {
    const { session } = await open();
    const health = `${session.url}/health`;
    const byHeader = await send(health, { headers: { "X-Blaxel-Preview-Token": session.token } });
    const byQuery = await send(`${health}?bl_preview_token=${session.token}`);
    expect([byHeader.status, byQuery.status]).toEqual([200, 200]);

    const missing = await send(health);
    expect(missing.status).toBe(401);
    expect(missing.headers["x-blaxel-source"]).toBe("platform");
    expect(errorOf(missing.body)).toMatchObject({
      code: "AUTHENTICATION_REQUIRED",
      status: 401,
      retryable: false,
      origin: "platform",
      message: expect.any(String),
      action: expect.any(String),
      do_not: expect.any(String),
      docs_url: expect.stringContaining("https://docs.blaxel.ai/"),
      timestamp: expect.any(String),
    });
    const wrong = await send(health, { headers: { "X-Blaxel-Preview-Token": "wrong" } });
    expect(wrong.status).toBe(401);
    expect(errorOf(wrong.body)["code"]).toBe("AUTHENTICATION_FAILED");
    const key = { "X-Blaxel-Authorization": `Bearer ${test.local.env["BL_API_KEY"]}` };
    expect((await send(health, { headers: key })).status).toBe(401);
  });

  it("needs a token even when it was made public", async () => {
    await open();
    const session = await test.preview("session-public", { port: 443, public: true });
    expect((await send(`${session.url}/process`)).status).toBe(401);
  });

  it("answers ROUTE_NOT_FOUND for an address that is not there", async () => {
    const { local } = await open();
    const answer = await send(`http://127.0.0.1:${local.port}/s/nothing/health`);
    expect(answer.status).toBe(404);
    expect(errorOf(answer.body)["code"]).toBe("ROUTE_NOT_FOUND");
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
  });

  it("honours the end of the token", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    await open();
    const expires = new Date(Date.now() + 60_000).toISOString();
    const session = await test.preview("session-2", { port: 443, public: false, expires });
    const ask = () =>
      send(`${session.url}/health`, { headers: { "X-Blaxel-Preview-Token": session.token } });
    expect((await ask()).status).toBe(200);
    vi.setSystemTime(Date.now() + 60_000);
    const ended = await ask();
    expect(ended.status).toBe(401);
    expect(errorOf(ended.body)["code"]).toBe("AUTHENTICATION_FAILED");
  });

  it("answers a preflight without a token, to be remembered for a day", async () => {
    const { session } = await open();
    const plain = await send(`${session.url}/process`, preflight);
    expect(plain.status).toBe(204);
    expect(plain.headers["access-control-allow-headers"]).toContain("X-Blaxel-Preview-Token");
    expect(plain.headers["access-control-max-age"]).toBe("86400");

    const own = await test.preview("session-cors", { port: 443, public: false, responseHeaders });
    const answer = await send(`${own.url}/process`, preflight);
    expect(answer.headers["access-control-allow-origin"]).toBe("http://localhost:3000");
    expect(answer.headers["vary"]).toBe("Origin");
  });

  it("puts responseHeaders on answers and refusals", async () => {
    await open();
    const session = await test.preview("session-cors", {
      port: 443,
      public: false,
      responseHeaders,
    });
    const headers = { "X-Blaxel-Preview-Token": session.token };
    for (const answer of [
      await send(`${session.url}/health`, { headers }),
      await send(`${session.url}/process/none`, { headers }),
      await send(`${session.url}/health`),
    ]) {
      expect(answer.headers["access-control-allow-origin"]).toBe("http://localhost:3000");
      expect(answer.headers["access-control-expose-headers"]).toBe("X-Blaxel-Source");
    }
  });

  it("leaves CORS out of refusals when told to", async () => {
    await open({ errorCors: false });
    const session = await test.preview("session-cors", {
      port: 443,
      public: false,
      responseHeaders,
    });
    const refused = await send(`${session.url}/health`);
    expect(refused.status).toBe(401);
    expect(refused.headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("finds the way back when the sandbox API redirects to the root of its host", async () => {
    const { session, local } = await open();
    const headers = { "X-Blaxel-Preview-Token": session.token };
    const redirect = await send(`${session.url}/process/`, { headers });
    expect(redirect.headers.location).toBe("/process");
    const root = `http://127.0.0.1:${local.port}`;
    expect((await send(`${root}/process`, { headers })).status).toBe(200);
    expect((await send(`${root}/process`)).status).toBe(404);
  });

  it("refuses bodies above the limit, declared or not", async () => {
    const { session } = await open({ maxBodyBytes: 1000 });
    const headers = { "X-Blaxel-Preview-Token": session.token };
    const url = `${session.url}/filesystem/%2Fbig.txt`;
    const body = JSON.stringify({ content: "x".repeat(2000) });
    const declared = await send(url, { method: "PUT", headers, body });
    expect(declared.status).toBe(413);
    expect(errorOf(declared.body)["code"]).toBe("REQUEST_ENTITY_TOO_LARGE");
    const chunked = { ...headers, "Transfer-Encoding": "chunked" };
    const undeclared = await send(url, { method: "PUT", headers: chunked, body });
    expect(undeclared.status).toBe(413);
    expect(errorOf(undeclared.body)["code"]).toBe("REQUEST_ENTITY_TOO_LARGE");
    expect((await send(url, { headers })).status).toBe(404);
  });

  it("gives up with 504 when no answer begins, while the process goes on", async () => {
    await open({ edgeTimeoutMs: 300 });
    const answer = await test.api("POST", "/process", {
      name: "long",
      command: "sleep 30",
      waitForCompletion: true,
    });
    expect(answer.status).toBe(504);
    expect(answer.headers["content-type"]).toBe("text/html");
    expect(test.local.processes("demo")).toMatchObject([{ name: "long", status: "running" }]);
  });
});

describe("metadata.url", () => {
  it("opens with the API key only, and leads to ports under /port", async () => {
    const { local, control, runApp } = await open();
    const sandbox = await control("GET", "/sandboxes/demo");
    const url = sandbox.body.metadata?.["url"] ?? "";
    const headers = { "X-Blaxel-Authorization": `Bearer ${local.env["BL_API_KEY"]}` };
    expect((await send(`${url}/process`)).status).toBe(401);
    expect((await send(`${url}/process`, { headers })).body).toBe("[]");

    expect((await send(`${url}/port/3000/`, { headers })).status).toBe(502);
    await runApp(
      "app",
      `import { createServer } from "node:http";
       createServer((q, s) => s.end(JSON.stringify({ url: q.url, headers: q.headers }))).listen(3000, "0.0.0.0");`,
      3000,
    );
    const answer = await send(`${url}/port/3000/a/b?c=d`, { headers });
    const seen: { url: string; headers: Record<string, string> } = JSON.parse(answer.body);
    expect(seen.url).toBe("/a/b?c=d");
    expect(seen.headers).not.toHaveProperty("x-blaxel-authorization");
  });
});

describe("the address", () => {
  it("refuses a Host that is not its own", async () => {
    const { local, session } = await open();
    const root = `http://127.0.0.1:${local.port}`;
    const headers = { "X-Blaxel-Preview-Token": session.token };
    for (const host of [
      "evil.example",
      `evil.example:${local.port}`,
      `localhost.evil.example:${local.port}`,
      `a.b.localhost:${local.port}`,
      "127.0.0.1:1",
    ]) {
      const url = `${session.url}/health`;
      const answer = await send(url, { headers: { ...headers, Host: host } });
      expect([host, answer.status]).toEqual([host, 403]);
    }
    expect((await send(`${root}/health`)).status).toBe(200);
    expect(
      (await send(`${root}/health`, { headers: { Host: `localhost:${local.port}` } })).status,
    ).toBe(200);
  });

  it("bounds headers", async () => {
    const { session } = await open();
    const headers = { "X-Large": "x".repeat(40_000) };
    expect((await send(`${session.url}/health`, { headers })).status).toBe(431);
  });

  it("listens on loopback only, whatever it is asked", async () => {
    const others = (await socketsOf([process.pid])).map(({ localPort }) => localPort);
    const asked = {
      host: "0.0.0.0",
      dangerouslyListenOn: "0.0.0.0",
      previewOrigin: "port",
    } as const;
    await open(asked);
    await test.preview("app", { port: 3000, public: true });
    const own = (await socketsOf([process.pid])).filter(
      ({ state, localPort }) => state === "LISTEN" && !others.includes(localPort),
    );
    // The sandbox's own, the admin address, the preview.
    expect(own.map(({ localAddr }) => localAddr)).toEqual(["127.0.0.1", "127.0.0.1", "127.0.0.1"]);
    const named = { headers: { Host: `192.0.2.7:${test.local.port}` } };
    expect((await send(`http://127.0.0.1:${test.local.port}/health`, named)).status).toBe(403);
  });
});
