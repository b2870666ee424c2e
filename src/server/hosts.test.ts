import { afterEach, describe, expect, it, vi } from "vitest";
import { createSandboxHandler } from "./backend";
import { checkHosts } from "./origin";

afterEach(() => vi.unstubAllEnvs());

const app = "https://app.example.com";
const reaches = (host: string, options: Parameters<typeof checkHosts>[0] = {}) =>
  checkHosts(options)(new Request("http://127.0.0.1:3000/api", { headers: { host } }));

const names = [
  "evil.example",
  "evil.example:3000",
  "127.0.0.1.evil.example",
  "localhost.evil.example",
];
const tricks = ["", "localhost, evil.example", "evil.example#localhost", "localhost@evil.example"];

describe("a name that only resolves to this machine", () => {
  it.each([...names, ...tricks])("is refused outside production: %j", (host) => {
    expect(reaches(host)).toBe(false);
  });

  it.each([...names, ...tricks, `${new URL(app).host}.evil.example`, "xapp.example.com"])(
    "is refused where origins are listed, in production too: %j",
    (host) => {
      vi.stubEnv("NODE_ENV", "production");
      expect(reaches(host, { origins: [app] })).toBe(false);
      expect(reaches(host, { hosts: ["api.example.com"] })).toBe(false);
    },
  );

  it.each([
    "localhost",
    "localhost:3000",
    "LOCALHOST:3000",
    "app.localhost:3000",
    "127.0.0.1:3000",
    "192.168.1.5:3000",
    "[::1]:3000",
  ])("is not what no attacker owns: %j", (host) => {
    expect(reaches(host)).toBe(true);
    expect(reaches(host, { origins: [app] })).toBe(true);
  });

  it("is not a host of the lists", () => {
    expect(reaches("app.example.com", { origins: [app] })).toBe(true);
    expect(reaches("App.Example.com:443", { origins: [app] })).toBe(true);
    expect(reaches("api.example.com", { origins: [app] })).toBe(false);
    expect(reaches("api.example.com", { origins: [app], hosts: ["api.example.com"] })).toBe(true);
    expect(reaches("api.example.com:8443", { hosts: ["api.example.com"] })).toBe(false);
  });

  it("is not known in production without lists", () => {
    vi.stubEnv("NODE_ENV", "production");
    expect(reaches("shop.example")).toBe(true);
  });
});

it.each(["https://api.example.com", "api.example.com/x", "*.example.com", "", "a b", "user@host"])(
  "refuses %j as a host at start",
  (host) => {
    expect(() => checkHosts({ hosts: [host] })).toThrow(/is not a host/);
  },
);

it("a backend that identifies no user gives a page of such a name no session, and says what to list", async () => {
  const authorize = vi.fn(() => ({ name: "demo" }));
  for (const origins of [undefined, [app]]) {
    const handler = createSandboxHandler({ authorize, origins, onEvent: () => undefined });
    for (const headers of [
      { "sec-fetch-site": "same-origin" },
      { origin: "http://evil.example:3000", "sec-fetch-site": "same-origin" },
      {},
    ]) {
      const request = new Request("http://evil.example:3000/api/sandbox", {
        headers: { ...headers, host: "evil.example:3000" },
      });
      const response = await handler(request);
      expect(response.status).toBe(403);
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
      expect((await response.json())["detail"]).toContain("`hosts`");
    }
  }
  expect(authorize).not.toHaveBeenCalled();
});
