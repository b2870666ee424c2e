import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveSandbox, type TestServer } from "./testServer";

describe("routing", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await serveSandbox({ profile: "A" });
  });
  afterAll(() => server.close());

  it("answers unknown routes and methods with a plain 404 that carries the CORS headers", async () => {
    for (const [method, path] of [
      ["GET", "/nope"],
      ["PATCH", "/process"],
      ["POST", "/process/x/stdin"],
      ["GET", "/port/3000/"],
    ] as const) {
      const { status, headers, text } = await server.call(method, path);
      expect([method, path, status, text]).toEqual([method, path, 404, "404 page not found"]);
      expect(headers.get("content-type")).toBe("text/plain");
      expect(headers.get("access-control-allow-origin")).toBe("*");
      expect(headers.get("cache-control")).toBe("no-cache, no-store, must-revalidate");
    }
  });

  it("answers any preflight with 204", async () => {
    const { status, headers } = await server.call("OPTIONS", "/whatever");
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-methods")).toContain("DELETE");
  });

  it("answers HEAD on a GET route without looking, and nowhere else", async () => {
    expect((await server.call("HEAD", "/process/whatever")).status).toBe(200);
    expect((await server.call("HEAD", "/process/whatever/logs/stream")).status).toBe(200);
    expect((await server.call("HEAD", "/process/x/kill")).status).toBe(404);
  });

  it("redirects a trailing slash, keeping the method unless it is GET", async () => {
    const post = await server.call("POST", "/process/?a=b", {});
    expect([post.status, post.headers.get("location")]).toEqual([307, "/process?a=b"]);
    const get = await server.call("GET", "/process/");
    expect([get.status, get.headers.get("location")]).toEqual([301, "/process"]);
  });

  it("routes by the decoded path, so a name with a slash has no address", async () => {
    expect((await server.call("GET", "/process/a%2Fb")).text).toBe("404 page not found");
    expect((await server.call("GET", "/process/a%20b")).json).toEqual({
      error: "process not found",
    });
  });

  it("refuses a malformed escape before any handler sees it", async () => {
    expect((await server.call("GET", "/process/%zz")).status).toBe(400);
  });

  it("tells its health", async () => {
    const { json } = await server.call("GET", "/health");
    expect(json).toMatchObject({ status: "ok", upgradeCount: 0 });
    expect((await server.call("GET", "/")).json).toHaveProperty("message");
  });
});
