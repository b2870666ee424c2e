import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { startLocalSandbox, type LocalSandbox } from "blaxel-local";
import type { SandboxSessionResponse } from "../wire";
import { createSandboxBackend } from "./backend";
import type { SandboxBackendEvent } from "./events";
import type { SandboxBackendOptions, SandboxIdentity } from "./options";

let local: LocalSandbox;
let seen = 0;

beforeAll(async () => {
  local = await startLocalSandbox();
  Object.assign(process.env, local.env);
});
afterAll(() => local.close());

let boxes = 0;
const newName = () => `box-${++boxes}`;

/** Control-plane calls since the last look. */
function newCalls(): string[] {
  const calls = local.requests().filter(({ kind }) => kind === "control");
  const fresh = calls.slice(seen).map(({ method, path }) => `${method} ${path.split("?")[0]}`);
  seen = calls.length;
  return fresh;
}

function backendFor(options: Partial<SandboxBackendOptions> = {}, name = newName()) {
  newCalls();
  const events: SandboxBackendEvent[] = [];
  const backend = createSandboxBackend({
    authorize: () => ({ name }),
    sandbox: { region: "local" },
    previews: { app: 3000 },
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { ...backend, name, events };
}

function later(ms: number) {
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
  vi.advanceTimersByTime(ms);
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

const url = "http://app.localhost/api/sandbox";
async function ask(
  handler: (request: Request) => Promise<Response>,
  init?: RequestInit,
  address = url,
): Promise<SandboxSessionResponse> {
  const response = await handler(new Request(address, init));
  expect(response.status).toBe(200);
  return response.json();
}

describe("the answer", () => {
  it("is what the document's client reads, and more", async () => {
    const { handler, name, events } = backendFor();
    const response = await handler(new Request(url));
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(response.headers.get("vary")).toBe("Origin");
    const answer: SandboxSessionResponse = await response.json();
    expect(answer.session.token).not.toBe("");
    expect(events.map(({ type }) => type)).toEqual(["preview-created", "session-created"]);
    expect(JSON.stringify(events)).not.toContain(answer.session.token);
    expect(answer.preview_url).toBe(answer.previews?.["app"]?.url);
    expect(answer.expires_in).toBeGreaterThan(3590);
    expect(answer.refresh_in).toBeLessThan(2701);
    expect(Math.abs(Date.parse(answer.server_time ?? "") - Date.now())).toBeLessThan(5000);
    expect(newCalls()).toHaveLength(5);
    const { SandboxInstance } = await import("@blaxel/core");
    expect((await SandboxInstance.get(name)).metadata.name).toBe(name);
  });

  it("gives a session that a browser of any page may use when no origins are set", async () => {
    const { session } = await ask(backendFor().handler);
    const preflight = await fetch(`${session.url}/health`, {
      method: "OPTIONS",
      headers: {
        origin: "https://app.example.com",
        "access-control-request-method": "GET",
        "access-control-request-headers": "x-blaxel-preview-token",
      },
    });
    expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
    expect(preflight.headers.get("access-control-allow-credentials")).toBeNull();
    expect(preflight.headers.get("access-control-allow-headers")).toMatch(
      /x-blaxel-preview-token/i,
    );
  });

  it("gives each listed origin a session for exactly that origin", async () => {
    const origins = ["https://a.example", "https://b.example"];
    const { handler } = backendFor({ origins });
    for (const origin of origins) {
      const { session } = await ask(handler, { headers: { origin } });
      const health = await fetch(`${session.url}/health`, {
        headers: { origin, "x-blaxel-preview-token": session.token },
      });
      expect(health.status).toBe(200);
      expect(health.headers.get("access-control-allow-origin")).toBe(origin);
    }
  });

  it("answers POST like GET, and leaves its body to `authorize`", async () => {
    const asked: unknown[] = [];
    const { handler } = backendFor({
      authorize: async (request, { sandbox }) => {
        asked.push([sandbox, await request.text()]);
        return { name: `box-${sandbox}` };
      },
    });
    const headers = { "content-type": "application/json", "content-length": "14" };
    const body = '{"ticket":"1"}';
    await ask(handler, { method: "POST", headers, body }, `${url}?sandbox=lesson-3`);
    await ask(handler, undefined, `${url}?sandbox=lesson-3`);
    await ask(handler, { method: "POST" }, `${url}?sandbox=lesson-3`);
    expect(asked).toEqual([
      ["lesson-3", body],
      ["lesson-3", ""],
      ["lesson-3", ""],
    ]);
    expect(newCalls()).toHaveLength(5);
  });
});

describe("reuse", () => {
  it("1,000 concurrent first requests cost 5 control-plane calls, 1,000 later ones none", async () => {
    const { handler } = backendFor();
    const first = await Promise.all(Array.from({ length: 1000 }, () => ask(handler)));
    expect(newCalls().length).toBeLessThanOrEqual(5);
    const later = await Promise.all(Array.from({ length: 1000 }, () => ask(handler)));
    expect(newCalls()).toEqual([]);
    expect(new Set([...first, ...later].map(({ session }) => session.token)).size).toBe(1);
  });

  it("names of the backend that a caller makes up do not get sessions of their own", async () => {
    vi.stubEnv("NODE_ENV", "production");
    onTestFinished(() => void vi.unstubAllEnvs());
    const { handler } = backendFor();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const host = `name-${index}.example`;
        return ask(handler, { headers: { host, origin: `https://${host}` } });
      }),
    );
    expect(new Set(answers.map(({ session }) => session.token)).size).toBe(1);
  });

  it("two people in one sandbox do not share a session", async () => {
    const name = newName();
    const { handler } = backendFor({
      authorize: (request) => ({ name, user: request.headers.get("x-user") ?? "nobody" }),
    });
    const [one, two] = await Promise.all(
      ["1", "2"].map((user) => ask(handler, { headers: { "x-user": user } })),
    );
    expect(one?.session.token).not.toBe(two?.session.token);
    expect(one?.preview_url).toBe(two?.preview_url);
  });

  it("a second instance finds sandbox and previews as they are", async () => {
    const { handler, name } = backendFor();
    const one = await ask(handler);
    const two = await ask(backendFor({}, name).handler);
    expect(two.preview_url).toBe(one.preview_url);
    expect(newCalls()).toEqual([
      "POST /sandboxes",
      `GET /sandboxes/${name}/previews`,
      `POST /sandboxes/${name}/previews`,
      expect.stringMatching(/tokens$/),
    ]);
  });

  it("a sandbox that vanishes while it is asked for is something to wait for", async () => {
    const { handler } = backendFor();
    const on = { kind: "control", path: "/sandboxes/*/previews" } as const;
    const fault = local.faults.inject({ type: "status", status: 404, on });
    const response = await handler(new Request(url));
    fault.lift();
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("2");
    later(60_000);
    expect((await ask(handler)).session.token).not.toBe("");
  });
});

describe("options as functions of who asks", () => {
  it("give each caller the own sandbox, previews and session", async () => {
    interface Student extends SandboxIdentity {
      pro: boolean;
    }
    newCalls();
    const names = [newName(), newName()] as const;
    const { handler } = createSandboxBackend<Student>({
      authorize: (request) =>
        request.headers.has("x-pro")
          ? { name: names[0], pro: true }
          : { name: names[1], pro: false },
      sandbox: ({ pro }) => ({ region: "local", memory: pro ? 8192 : 2048 }),
      previews: async ({ pro }) => (pro ? { app: 3000, api: 8080 } : { app: 3000 }),
      session: ({ pro }) => ({ ttl: pro ? 7200 : 600 }),
    });
    const pro = await ask(handler, { headers: { "x-pro": "1" } });
    const free = await ask(handler);
    expect(Object.keys(pro.previews ?? {})).toEqual(["app", "api"]);
    expect(Object.keys(free.previews ?? {})).toEqual(["app"]);
    expect(pro.expires_in).toBeGreaterThan(7100);
    expect(free.expires_in).toBeLessThanOrEqual(600);
    const { SandboxInstance } = await import("@blaxel/core");
    expect((await SandboxInstance.get(names[0])).spec.runtime?.memory).toBe(8192);
  });

  it.each([
    [{ authorize: undefined }, /authorize/],
    [{ previews: { app: 0 } }, /port/],
    [{ previews: { app: 443 } }, /its own API/],
    [{ previews: { api: { port: 443, public: false } } }, /its own API/],
    [{ previews: { App: 3000 } }, /cannot be the name/],
    [{ previews: { "session-1": 3000 } }, /belongs to sessions/],
    [{ session: { ttl: Number.NaN } }, /session\.ttl/],
    [{ session: { ttl: -1 } }, /session\.ttl/],
    [{ origins: ["*"] }, /is not an origin/],
  ])("that cannot work are refused at start: %j", (options, message) => {
    const all = { authorize: () => null, ...options };
    // @ts-expect-error -- as a JavaScript caller may write it
    expect(() => createSandboxBackend(all)).toThrow(message);
  });
});

describe("the hand-off", () => {
  it("holds public addresses and no token, and shares its work with the request that follows", async () => {
    const { initial, handler, name } = backendFor({
      previews: { app: 3000, api: { port: 8080, public: false } },
    });
    const handoff = await initial({ name });
    newCalls();
    const answer = await ask(handler);
    expect(newCalls()).toEqual([]);
    expect(handoff).toEqual({
      preview_url: answer.preview_url,
      previews: { app: { url: answer.preview_url } },
      server_time: expect.any(String),
    });
    expect(JSON.stringify(handoff)).not.toContain(answer.session.token);
    expect(answer.previews?.["api"]?.token).toBeTruthy();
  });

  it("leaves a private main preview out", async () => {
    const { initial, name } = backendFor({ previews: { app: { port: 3000, public: false } } });
    expect(await initial({ name })).toMatchObject({ preview_url: null, previews: {} });
  });

  it("does not hold the page back", async () => {
    const { initial, name } = backendFor();
    expect(await initial({ name }, { timeoutMs: 0 })).toMatchObject({ preview_url: null });
  });

  it("rejects a name that no sandbox can have", async () => {
    await expect(backendFor().initial({ name: "../other" })).rejects.toThrow(TypeError);
  });
});
