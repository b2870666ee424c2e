import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startLocalSandbox, type LocalSandbox } from "blaxel-local";
import { createSandboxHandler } from "./backend";
import type { SandboxBackendEvent } from "./events";
import type { SandboxBackendOptions } from "./options";

let local: LocalSandbox;
beforeAll(async () => {
  local = await startLocalSandbox();
  Object.assign(process.env, local.env);
});
afterAll(() => local.close());

const app = "https://app.example.com";
const address = "https://api.localhost/sandbox";
let events: SandboxBackendEvent[];
let authorized: number;

beforeEach(() => {
  events = [];
  authorized = 0;
});

/** Asks a backend that would serve anybody. */
function ask(query: string, init: RequestInit, options: Partial<SandboxBackendOptions> = {}) {
  const handler = createSandboxHandler({
    authorize: (_request, { sandbox }) => {
      authorized += 1;
      return { name: sandbox ?? "own" };
    },
    origins: [app],
    onEvent: (event) => events.push(event),
    ...options,
  });
  return handler(new Request(`${address}${query}`, init));
}

/** Whatever was wrong: a problem document of this status, and nobody's sandbox was touched. */
async function expectRefusal(response: Response, status: number) {
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("cache-control")).toBe("private, no-store");
  const problem: Record<string, unknown> = await response.json();
  expect(problem).toMatchObject({ type: "about:blank", status, retryable: false });
  expect(problem["title"]).not.toBe("Error");
  expect(String(problem["detail"]).length).toBeGreaterThan(10);
  expect(local.requests()).toEqual([]);
  expect(events).toHaveLength(1);
  return problem;
}

describe("a wrong method", () => {
  it.each(["PUT", "DELETE", "PATCH", "HEAD"])("%s", async (method) => {
    const response = await ask("", { method });
    expect(response.headers.get("allow")).toBe("GET, POST, OPTIONS");
    await expectRefusal(response, 405);
  });
});

describe("a forged origin", () => {
  it.each([
    ["a foreign page", { origin: "https://evil.example" }],
    [
      "a foreign page, as browsers say it",
      { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
    ],
    [
      "an image or a link on a foreign page",
      { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
    ],
    ["a sibling domain", { origin: "https://blog.example.com", "sec-fetch-site": "same-site" }],
    ["a sandboxed frame", { origin: "null", "sec-fetch-site": "cross-site" }],
    ["a listed origin with more behind it", { origin: `${app}.evil.example` }],
  ])("%s", async (_what, headers) => {
    for (const method of ["GET", "POST", "OPTIONS"]) {
      events = [];
      const response = await ask("", { method, headers });
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
      await expectRefusal(response, 403);
    }
    expect(authorized).toBe(0);
  });

  it("a form of a foreign page that pretends to be JSON", async () => {
    const headers = { origin: "https://evil.example", "content-type": "text/plain" };
    const response = await ask("", { method: "POST", headers, body: "{}" });
    expect(await expectRefusal(response, 403)).toMatchObject({ kind: "forbidden" });
  });
});

describe("a listed origin", () => {
  it("gets its preflight, and nothing is asked for it", async () => {
    const headers = { origin: app, "access-control-request-headers": "authorization" };
    const response = await ask("", { method: "OPTIONS", headers });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe(app);
    expect(response.headers.get("access-control-allow-credentials")).toBe("true");
    expect(response.headers.get("access-control-allow-headers")).toBe("authorization");
    expect(response.headers.get("vary")).toMatch(/Origin/);
    expect(authorized).toBe(0);
  });

  it("may read refusals, too", async () => {
    const response = await ask("", { headers: { origin: app } }, { authorize: () => null });
    expect(response.headers.get("access-control-allow-origin")).toBe(app);
    expect(response.headers.get("access-control-expose-headers")).toContain("Retry-After");
    await expectRefusal(response, 401);
  });
});

describe("a body", () => {
  const json = { "content-type": "application/json" };

  it.each([
    ["that names a sandbox", '{"sandbox":"other"}'],
    ["that is not JSON", "{"],
    ["that is large", "a".repeat(1_000_000)],
  ])("%s is refused unread, since it was meant to say something", async (_what, body) => {
    const headers = { ...json, "content-length": String(body.length) };
    const response = await ask("?sandbox=own", { method: "POST", headers, body });
    const problem = await expectRefusal(response, 400);
    expect(problem["detail"]).toContain("?sandbox=");
  });

  it("is not looked at before the user is known", async () => {
    const headers = { ...json, "content-length": "19" };
    const init = { method: "POST", headers, body: '{"sandbox":"other"}' };
    const parsed: unknown[] = [];
    const authorize: SandboxBackendOptions["authorize"] = (request, { sandbox }) => {
      parsed.push(sandbox, request.bodyUsed);
      return null;
    };
    await expectRefusal(await ask("", init, { authorize }), 401);
    expect(parsed).toEqual([undefined, false]);
  });
});

describe("the name of a sandbox", () => {
  it.each([
    "?sandbox=",
    "?sandbox=..",
    "?sandbox=../other",
    "?sandbox=..%2Fother",
    "?sandbox=%2e%2e%2fother",
    "?sandbox=a%2Fb",
    "?sandbox=a%5Cb",
    "?sandbox=a%00b",
    "?sandbox=a%0d%0ab",
    "?sandbox=a%3Fforce=true",
    "?sandbox=a.b",
    "?sandbox=-a",
    "?sandbox=%C3%BC",
    `?sandbox=${"a".repeat(129)}`,
    "?sandbox=a&sandbox=b",
  ])("with path characters or worse: %s", async (query) => {
    await expectRefusal(await ask(query, {}), 400);
    expect(authorized).toBe(0);
  });

  it.each(["UPPER", "under_score", "a-".repeat(40)])(
    "that the platform cannot have: %s",
    async (name) => {
      const response = await ask(`?sandbox=${name}`, {});
      expect(await expectRefusal(response, 400)).toMatchObject({ kind: "invalid-options" });
    },
  );

  it.each(["", "../other", "a/b", "UPPER", 7, undefined])(
    "that `authorize` itself got wrong: %j",
    async (name) => {
      // @ts-expect-error -- as a JavaScript caller may write it
      const problem = await expectRefusal(await ask("", {}, { authorize: () => ({ name }) }), 500);
      expect(JSON.stringify(problem)).not.toContain("other");
      expect(events).toContainEqual(
        expect.objectContaining({ type: "failed", stage: "authorize" }),
      );
    },
  );
});

describe("authorize", () => {
  it("null answers 401", async () => {
    const problem = await expectRefusal(await ask("", {}, { authorize: () => null }), 401);
    expect(problem["kind"]).toBe("unauthorized");
  });

  it("a sandbox that is not the caller's answers 403, with a document", async () => {
    const authorize = () => new Response(null, { status: 403, headers: { "X-Why": "not-yours" } });
    const response = await ask("?sandbox=not-mine", {}, { authorize });
    expect(response.headers.get("x-why")).toBe("not-yours");
    expect(await expectRefusal(response, 403)).toMatchObject({ kind: "forbidden" });
  });

  it("a thrown Response is sent, with the headers that every answer has", async () => {
    const authorize = () => Promise.reject(Response.json({ why: "later" }, { status: 429 }));
    const response = await ask("", { headers: { origin: app } }, { authorize });
    expect(response.status).toBe(429);
    expect(response.headers.get("access-control-allow-origin")).toBe(app);
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(await response.json()).toEqual({ why: "later" });
  });

  it.each([
    ["throws", () => Promise.reject(new Error("db-password-4711"))],
    [
      "throws at once",
      () => {
        throw new Error("db-password-4711");
      },
    ],
    ["throws what is no error", () => Promise.reject("db-password-4711")],
    ["answers nothing", () => undefined],
    ["answers a string", () => "own"],
    ["answers an error response", () => Response.error()],
  ])("that %s answers 500 without details", async (_what, authorize) => {
    // @ts-expect-error -- as a JavaScript caller may write it
    const problem = await expectRefusal(await ask("", {}, { authorize }), 500);
    expect(JSON.stringify(problem)).not.toContain("4711");
    expect(events.map(({ type }) => type)).toContain("failed");
  });

  it("is asked for every request: a session is not handed to who may no longer have it", async () => {
    let allowed = true;
    const handler = createSandboxHandler({
      authorize: () => (allowed ? { name: "left" } : null),
      sandbox: { region: "local" },
    });
    expect((await handler(new Request(address))).status).toBe(200);
    allowed = false;
    expect((await handler(new Request(address))).status).toBe(401);
  });
});
