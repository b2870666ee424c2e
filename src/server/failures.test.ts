import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createSandboxBackend } from "./backend";
import type { SandboxBackendEvent } from "./events";

// A control plane that fails to order and tells everything it knows while failing, which the local
// sandbox would never do.
const apiKey = "key-9f86d081884c7d65";
const secret = "secret-2c26b46b68ffc68f";
let server: Server;
let answer: { status: number; body: string };
let calls = 0;

beforeAll(async () => {
  server = createServer((_request, response) => {
    calls += 1;
    response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  Object.assign(process.env, {
    BL_API_URL: `http://127.0.0.1:${address.port}/v0`,
    BL_WORKSPACE: "local",
    BL_API_KEY: apiKey,
    BL_DISABLE_H2: "1",
    DO_NOT_TRACK: "1",
  });
});
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

let events: SandboxBackendEvent[];
let printed: unknown[];
beforeEach(() => {
  events = [];
  printed = [];
  calls = 0;
  for (const method of ["log", "info", "warn", "error", "debug"] as const) {
    vi.spyOn(console, method).mockImplementation((...line) => printed.push(line));
  }
  return () => vi.restoreAllMocks();
});

function backend() {
  return createSandboxBackend({
    authorize: () => ({ name: "demo" }),
    sandbox: { region: "local" },
    previews: { app: 3000 },
    onEvent: (event) => events.push(event),
  });
}
const request = () =>
  new Request("https://app.localhost/api/sandbox", {
    headers: { authorization: `Bearer ${secret}` },
  });

const words = `bad token ${secret} for https://x.bl.run/?bl_preview_token=${secret} with ${apiKey}`;
const body = (more: object) => JSON.stringify({ error: words, message: words, ...more });

const failures: [string, typeof answer, number, number | undefined][] = [
  ["a quota", { status: 402, body: body({ code: 402 }) }, 402, undefined],
  ["a missing image", { status: 404, body: body({ code: 404 }) }, 404, undefined],
  ["too many requests", { status: 429, body: body({ code: 429 }) }, 429, 10],
  ["a failure", { status: 500, body: body({ code: 500 }) }, 503, 5],
  ["the edge's HTML", { status: 502, body: `<html>${words}</html>` }, 503, 5],
  ["no body at all", { status: 503, body: "" }, 503, 5],
  ["a refused key", { status: 401, body: body({ code: 401 }) }, 500, undefined],
  ["a forbidden workspace", { status: 403, body: body({ code: 403 }) }, 500, undefined],
  ["a specification it cannot read", { status: 400, body: body({ code: 400 }) }, 500, undefined],
];

describe("a control plane that answers", () => {
  it.each(failures)("%s", async (_what, given, status, retryAfter) => {
    answer = given;
    const { handler, initial } = backend();
    const response = await handler(request());
    expect(response.status).toBe(status);
    expect(response.headers.get("retry-after")).toBe(
      retryAfter === undefined ? null : String(retryAfter),
    );
    const problem = await response.json();
    expect(problem).toMatchObject({ status, retryable: retryAfter !== undefined });
    expect(await initial({ name: "demo" })).toMatchObject({ preview_url: null });
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(["failed"]));

    const told = JSON.stringify(
      [problem, [...response.headers], events, printed],
      (_key, value: unknown) => (value instanceof Error ? `${value.stack}` : value),
    );
    expect(told).not.toContain(secret);
    expect(told).not.toContain(apiKey);
  });
});

it("many requests during an outage are one call, until the time to wait is over", async () => {
  answer = { status: 500, body: body({ code: 500 }) };
  const { handler } = backend();
  const statuses = await Promise.all(
    Array.from({ length: 200 }, async () => (await handler(request())).status),
  );
  expect(new Set(statuses)).toEqual(new Set([503]));
  expect((await handler(request())).status).toBe(503);
  expect(calls).toBe(1);
});

it("a listener that throws takes nobody's answer away", async () => {
  answer = { status: 402, body: body({ code: 402 }) };
  const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  const { handler } = createSandboxBackend({
    authorize: () => ({ name: "demo" }),
    sandbox: { region: "local" },
    onEvent: () => {
      throw new Error("logger is down");
    },
  });
  expect((await handler(request())).status).toBe(402);
  expect(warned).toHaveBeenCalledWith("onEvent threw: logger is down");
});

it("no control plane at all is a failure to wait for", async () => {
  const { handler } = backend();
  const cause = Object.assign(new Error(secret), { code: "ECONNREFUSED" });
  const failed = new TypeError("fetch failed", { cause });
  const gone = vi.spyOn(globalThis, "fetch").mockRejectedValue(failed);
  const response = await handler(request());
  gone.mockRestore();
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("5");
  expect(events).toMatchObject([{ reason: expect.stringMatching(/\(TypeError, ECONNREFUSED\)$/) }]);
});
