import { afterEach, beforeEach, expect, it } from "vitest";
import { serveSandbox, type TestServer } from "./testServer";

let server: TestServer;

beforeEach(async () => {
  server = await serveSandbox();
});
afterEach(() => server.close());

it("answers what a sandbox without providers, tunnel and drives has to refuse", async () => {
  const config = (text: string) => ({ config: Buffer.from(text).toString("base64") });
  const rows: [string, string, unknown, number][] = [
    ["PUT", "/codegen/fastapply/src%2Fa.ts", { codeEdit: "x" }, 503],
    ["GET", "/codegen/reranking/src?query=x", undefined, 503],
    ["POST", "/environment/reload", undefined, 404],
    ["DELETE", "/network/tunnel", undefined, 400],
    ["PUT", "/network/tunnel/config", "{", 400],
    ["PUT", "/network/tunnel/config", {}, 400],
    ["PUT", "/network/tunnel/config", config("no JSON"), 422],
    ["PUT", "/network/tunnel/config", config("{}"), 500],
    ["POST", "/drives/mount", { driveName: "d", mountPath: "/d" }, 500],
    ["DELETE", "/drives/mount/d", undefined, 400],
  ];
  for (const [method, path, body, status] of rows) {
    const answer = await server.call(method, path, body);
    expect([method, path, answer.status]).toEqual([method, path, status]);
    expect(answer.json["error"]).toEqual(expect.any(String));
  }
  expect((await server.call("GET", "/drives/mount")).json).toEqual({ mounts: [] });
  expect((await server.call("GET", "/archive/status")).json).toEqual({ state: "active" });
});

it("says of an upgrade that it has begun, and then that it failed", async () => {
  expect((await server.call("POST", "/upgrade", { version: "v9" })).status).toBe(200);
  expect((await server.call("GET", "/health")).json["lastUpgrade"]).toMatchObject({
    status: "failed",
    version: "v9",
  });
});
