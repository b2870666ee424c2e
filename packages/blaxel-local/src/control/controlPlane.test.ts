import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../../../testbed/eventually";
import { openTestSandbox, send, type TestSandbox } from "../testSandbox";

let test: TestSandbox;
beforeAll(async () => {
  test = await openTestSandbox();
});
afterAll(() => test.local.close());

const preview = (name: string, spec: Record<string, unknown> = {}) =>
  test.control("POST", "/sandboxes/demo/previews", {
    metadata: { name },
    spec: { port: 3000, public: true, ...spec },
  });

describe("the control plane", () => {
  it("refuses whoever has no key, or another workspace", async () => {
    const url = `${test.local.apiUrl}/sandboxes`;
    const key = { "X-Blaxel-Authorization": `Bearer ${test.local.env["BL_API_KEY"]}` };
    for (const headers of [
      {},
      { "X-Blaxel-Authorization": "Bearer wrong" },
      { ...key, "X-Blaxel-Workspace": "other" },
    ]) {
      const answer = await send(url, { headers });
      expect(answer.status).toBe(401);
      expect(JSON.parse(answer.body)).toMatchObject({ code: 401 });
    }
    expect((await send(url, { headers: key })).status).toBe(200);
    const bearer = { Authorization: key["X-Blaxel-Authorization"] };
    expect((await send(url, { headers: bearer })).status).toBe(200);
  });

  it("answers errors with a numeric code and a message", async () => {
    const cases: [string, string, unknown, number][] = [
      ["GET", "/sandboxes/nope", undefined, 404],
      ["DELETE", "/sandboxes/nope", undefined, 404],
      ["GET", "/sandboxes/demo/previews/nope", undefined, 404],
      ["GET", "/sandboxes/nope/previews", undefined, 404],
      ["DELETE", "/sandboxes/demo/previews/nope", undefined, 404],
      ["GET", "/sandboxes/demo/previews/nope/tokens", undefined, 404],
      ["DELETE", "/sandboxes/demo/previews/session-1/tokens/nope", undefined, 404],
      ["GET", "/nowhere", undefined, 404],
      ["PATCH", "/sandboxes", undefined, 404],
      ["POST", "/sandboxes", { metadata: { name: "../up" } }, 400],
      ["POST", "/sandboxes", { metadata: { name: 3 } }, 400],
      ["POST", "/sandboxes", [], 400],
      ["POST", "/sandboxes/demo/previews", { metadata: { name: "a/b" }, spec: { port: 1 } }, 400],
      ["POST", "/sandboxes/demo/previews", { metadata: { name: "a" }, spec: {} }, 400],
      ["POST", "/sandboxes/demo/previews", { metadata: {}, spec: { port: 3000 } }, 400],
    ];
    for (const [method, path, body, code] of cases) {
      const answer = await test.control(method, path, body);
      expect([path, answer.status, answer.body.code]).toEqual([path, code, code]);
      expect(answer.body.message).toEqual(expect.any(String));
    }
    for (const spec of [
      { port: 70_000 },
      { public: "yes" },
      { expires: "tomorrow" },
      { ttl: "soon" },
      { prefixUrl: "a.b" },
      { responseHeaders: { "a b": "c" } },
      { responseHeaders: { a: "line\nbreak" } },
      { requestHeaders: ["a"] },
    ]) {
      expect((await preview("bad", spec)).status).toBe(400);
    }
  });

  it("answers a malformed or oversized body without a fuss", async () => {
    const headers = { Authorization: `Bearer ${test.local.env["BL_API_KEY"]}` };
    const url = `${test.local.apiUrl}/sandboxes`;
    expect((await send(url, { method: "POST", headers, body: "{" })).status).toBe(400);
    const large = "x".repeat(2 * 1024 * 1024);
    expect((await send(url, { method: "POST", headers, body: large })).status).toBe(413);
  });

  it("creates a sandbox, once with createIfNotExist", async () => {
    const body = { metadata: { name: "twice", labels: { a: "b" } }, spec: { region: "us-pdx-1" } };
    const first = await test.control("POST", "/sandboxes?createIfNotExist=true", body);
    const second = await test.control("POST", "/sandboxes?createIfNotExist=true", body);
    expect(first.body).toMatchObject({
      metadata: { name: "twice", workspace: "local", labels: { a: "b" } },
      spec: { region: "us-pdx-1" },
      status: "DEPLOYED",
    });
    expect(second.body.metadata).toEqual(first.body.metadata);
    const unnamed = await test.control("POST", "/sandboxes", {});
    expect(unnamed.body.metadata?.["name"]).toMatch(/^sandbox-[a-z0-9]{8}$/);
  });

  it("names the code of a sandbox that is there already, its number in status_code", async () => {
    const again = await test.control("POST", "/sandboxes", { metadata: { name: "demo" } });
    expect([again.status, again.body]).toEqual([
      409,
      expect.objectContaining({
        code: "SANDBOX_ALREADY_EXISTS",
        status_code: 409,
        sandbox_name: "demo",
        workspace: "local",
        message: expect.any(String),
      }),
    ]);
  });

  it("updates a sandbox, and finds it by its external id", async () => {
    await test.control("PUT", "/sandboxes/demo", { metadata: { externalId: "ext" } });
    const found = await test.control("GET", "/sandboxes/by-external-id/ext");
    expect(found.body.metadata?.["name"]).toBe("demo");
    expect((await test.control("GET", "/sandboxes/by-external-id/none")).status).toBe(404);
  });

  it("lists page by page", async () => {
    for (const name of ["page-1", "page-2", "page-3"]) {
      await test.control("POST", "/sandboxes", { metadata: { name } });
    }
    const names: string[] = [];
    let cursor = "";
    do {
      const page = await test.control("GET", `/sandboxes?limit=2&cursor=${cursor}`);
      expect(page.body.data?.length).toBeLessThanOrEqual(2);
      expect(page.body.meta?.hasMore).toBe(page.body.meta?.nextCursor !== undefined);
      names.push(...(page.body.data ?? []).map(({ metadata }) => metadata?.["name"] ?? ""));
      cursor = page.body.meta?.nextCursor ?? "";
    } while (cursor !== "");
    expect(names).toEqual(expect.arrayContaining(["demo", "page-1", "page-2", "page-3"]));
    expect(new Set(names).size).toBe(names.length);
    expect((await test.control("GET", "/sandboxes?cursor=other")).status).toBe(400);
  });

  it("deletes a sandbox: DELETING, then 404, its address gone at once", async () => {
    await test.control("POST", "/sandboxes", { metadata: { name: "brief" } });
    const gone = await test.control("DELETE", "/sandboxes/brief");
    expect(gone.body.status).toBe("DELETING");
    expect((await test.control("POST", "/sandboxes", { metadata: { name: "brief" } })).status).toBe(
      409,
    );
    const key = { "X-Blaxel-Authorization": `Bearer ${test.local.env["BL_API_KEY"]}` };
    const direct = await send(gone.body.metadata?.["url"] ?? "", { headers: key });
    expect(direct.status).toBe(404);
    await eventually(async () => {
      expect((await test.control("GET", "/sandboxes/brief")).status).toBe(404);
    });
    expect((await test.control("POST", "/sandboxes", { metadata: { name: "brief" } })).status).toBe(
      200,
    );
  });

  it("makes previews that bear what tokens are addressed by", async () => {
    const made = await preview("app", { responseHeaders: { "X-A": "1" }, ttl: "1h" });
    expect(made.body).toMatchObject({
      metadata: { name: "app", resourceName: "demo", workspace: "local" },
      spec: { port: 3000, public: true, responseHeaders: { "X-A": "1" } },
      status: "DEPLOYED",
    });
    expect(made.body.spec?.url).toMatch(
      new RegExp(`^http://preview[a-z0-9]{20}\\.localhost:${test.local.port}$`),
    );
    const chosen = await preview("chosen", { prefixUrl: "my-prefix" });
    expect(chosen.body.spec?.url).toBe(`http://my-prefix-preview.localhost:${test.local.port}`);
    expect((await preview("other", { prefixUrl: "my-prefix" })).status).toBe(409);
  });

  it("answers 409 to a second preview of a name, replaces it with force", async () => {
    const first = await preview("double");
    const second = await preview("double");
    expect([second.status, second.body.code]).toEqual([409, 409]);
    const forced = await test.control("POST", "/sandboxes/demo/previews?force=true", {
      metadata: { name: "double" },
      spec: { port: 3001, public: true },
    });
    expect(forced.body.spec?.["port"]).toBe(3001);
    expect(forced.body.spec?.url).toBe(first.body.spec?.url);
    expect((await send(first.body.spec?.url ?? "")).status).toBe(502);
  });

  it("updates a preview and keeps what is not mentioned", async () => {
    const made = await preview("changing", { responseHeaders: { "X-A": "1" } });
    const path = "/sandboxes/demo/previews/changing";
    const changed = await test.control("PUT", path, { spec: { port: 4000 } });
    expect(changed.body.spec).toMatchObject({
      port: 4000,
      url: made.body.spec?.url,
      responseHeaders: { "X-A": "1" },
    });
    expect((await test.control("PUT", path, { spec: { port: 443 } })).status).toBe(400);
    expect((await test.control("PUT", path, { spec: { prefixUrl: "x" } })).status).toBe(400);
  });

  it("deletes a preview: DELETING, then 404, out of the list at once", async () => {
    await preview("leaving");
    const path = "/sandboxes/demo/previews/leaving";
    expect((await test.control("DELETE", path)).body.status).toBe("DELETING");
    expect((await test.control("DELETE", path)).status).toBe(404);
    const list = await test.control("GET", "/sandboxes/demo/previews");
    expect(JSON.stringify(list.body)).not.toContain("leaving");
    await eventually(async () => expect((await test.control("GET", path)).status).toBe(404));
  });

  it("deletes tokens by name and by value", async () => {
    await preview("guarded", { public: false });
    const path = "/sandboxes/demo/previews/guarded/tokens";
    const spec = { expiresAt: new Date(Date.now() - 1000).toISOString() };
    const one = await test.control("POST", path, { metadata: { name: "one" }, spec });
    expect(one.body.spec).toMatchObject({ expired: true, expiresAt: spec.expiresAt });
    const two = await test.control("POST", path, { metadata: { name: "two" }, spec: {} });
    expect(two.body.spec).toMatchObject({ expired: false });
    expect((await test.control("DELETE", `${path}/one`)).status).toBe(200);
    expect((await test.control("DELETE", `${path}/${two.body.spec?.token}`)).status).toBe(200);
    expect((await test.control("GET", path)).body).toEqual([]);
    const logged = test.local.requests().map((request) => request.path);
    expect(logged.join("\n")).not.toContain(two.body.spec?.token);
  });

  it("keeps a thousand previews, each with an address of its own", async () => {
    const many = await Promise.all(
      Array.from({ length: 1000 }, (_, index) => preview(`many-${index}`)),
    );
    const urls = new Set(many.map(({ body }) => body.spec?.url));
    expect(urls.size).toBe(1000);
    const answers = await Promise.all([...urls].slice(0, 100).map((url) => send(url ?? "")));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([502]));
  });
});
