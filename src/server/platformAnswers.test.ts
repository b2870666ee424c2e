import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createSandboxBackend } from "./backend";
import type { SandboxBackendEvent } from "./events";
import { boundedFetch } from "./platformAnswers";

// A control plane and a sandbox that answer what the real ones never would.
let server: Server;
let url: string;
/** What is answered instead of what a request would get, by the request. */
let instead: Record<string, unknown>;
/** Takes the reading of the marker file over. */
let marker: (response: ServerResponse) => void;

const soon = new Date(Date.now() + 3_600_000).toISOString();

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const path = (request.url ?? "").split("?")[0] ?? "";
      if (path.includes("/filesystem/")) return marker(response);
      const named: { metadata?: { name?: string } } = body === "" ? {} : JSON.parse(body);
      const made = named.metadata?.name?.replace(/-\d+$/, "");
      const asked = path
        .split("/")
        .slice(3)
        .join("/")
        .replace(/session-\d+/, "session");
      const call = `${request.method} ${asked}${path.endsWith("/previews") && made ? ` ${made}` : ""}`;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(call in instead ? instead[call] : usual(call)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, {
    BL_API_URL: `${url}/v0`,
    BL_WORKSPACE: "local",
    BL_API_KEY: "key-9f86d081884c7d65",
    BL_DISABLE_H2: "1",
    DO_NOT_TRACK: "1",
  });
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

const preview = (name: string, address: unknown) => ({
  metadata: { name, resourceName: "demo" },
  spec: { url: address, port: 3000 },
});
const token = (value: unknown, expiresAt: unknown = soon) => ({
  metadata: {},
  spec: { token: value, expiresAt },
});

function usual(call: string): unknown {
  switch (call) {
    case "GET demo/previews":
      return [];
    case "POST demo/previews session":
      return preview("session", `${url}/s`);
    case "POST demo/previews app":
      return preview("app", `${url}/p`);
    case "POST demo/previews/session/tokens":
    case "POST demo/previews/app/tokens":
      return token("a-token");
    default:
      return { metadata: { name: "demo", url }, spec: {}, status: "DEPLOYED" };
  }
}

async function ask(answers: typeof instead, prepare?: () => void) {
  instead = answers;
  const events: SandboxBackendEvent[] = [];
  const { handler } = createSandboxBackend({
    authorize: () => ({ name: "demo" }),
    sandbox: { region: "local" },
    previews: { app: { port: 3000, public: false } },
    prepare,
    onEvent: (event) => events.push(event),
  });
  const response = await handler(new Request("http://app.localhost/api/sandbox"));
  return { response, text: await response.text(), events };
}

it("an answer as it should be is passed on", async () => {
  const { response, text: said } = await ask({});
  expect(response.status).toBe(200);
  expect(JSON.parse(said)).toMatchObject({
    session: { url: `${url}/s`, token: "a-token" },
    preview_url: `${url}/p`,
    previews: { app: { token: "a-token" } },
  });
});

const addresses: [string, unknown][] = [
  ["none", undefined],
  ["null", null],
  ["a number", 7],
  ["an object", { href: "https://x.example" }],
  ["an array", ["https://x.example"]],
  ["empty", ""],
  ["a path", "/s"],
  ["a script", "javascript:alert(1)"],
  ["data", "data:text/html,x"],
  ["no URL", "https://"],
  ["far too long", `https://x.example/${"a".repeat(3_000_000)}`],
];
const tokens: [string, unknown][] = [
  ["none", undefined],
  ["null", null],
  ["a number", 7],
  ["an object", {}],
  ["empty", ""],
  ["far too long", "a".repeat(3_000_000)],
];
const ends: [string, unknown][] = [
  ["no date", "soon"],
  ["an object", {}],
  ["in the past", "2001-01-01T00:00:00Z"],
];

describe.each(["session", "app"])("what the platform answers for %s", (made) => {
  const posted = `POST demo/previews ${made}`;
  const tokenPosted = `POST demo/previews/${made}/tokens`;

  it.each<[string, string, unknown]>([
    ...addresses.map(([what, value]): [string, string, unknown] => [
      `an address that is ${what}`,
      posted,
      preview(made, value),
    ]),
    ...tokens.map(([what, value]): [string, string, unknown] => [
      `a token that is ${what}`,
      tokenPosted,
      token(value),
    ]),
    ...ends.map(([what, value]): [string, string, unknown] => [
      `an end that is ${what}`,
      tokenPosted,
      token("t", value),
    ]),
    ["nothing for the token", tokenPosted, null],
    ["a text for the token", tokenPosted, "token"],
    ["nothing", posted, null],
    ["a list", posted, [preview(made, "https://x.example")]],
  ])("is something to wait for, and not passed on: %s", async (_what, call, answer) => {
    const { response, text: said, events } = await ask({ [call]: answer });
    expect([response.status, said.length < 1000]).toEqual([503, true]);
    expect(response.headers.get("retry-after")).not.toBeNull();
    expect(events.map(({ type }) => type)).toContain("failed");
    expect(JSON.stringify(events).length).toBeLessThan(2000);
  });
});

it.each([[null], ["previews"], [{ items: [] }], [[null]], [[{}]], [[7]]])(
  "%j is no list of previews",
  async (list) => {
    const { response } = await ask({ "GET demo/previews": list });
    expect(response.status).toBe(503);
  },
);

describe("the file that says that a sandbox is prepared, which programs in it can write", () => {
  const run = () => {
    throw new Error("It was prepared.");
  };

  /** Sends for as long as the other side reads; slowly, so that one that never ends does not fill the memory. */
  const send = (chunk: string) => (response: ServerResponse) => {
    response.setHeader("content-type", "application/json");
    response.write('{"content":"');
    const timer = setInterval(() => response.write(chunk), 2);
    response.on("close", () => clearInterval(timer));
  };

  it.each([
    ["without end", send("a".repeat(65_536))],
    [
      "of many megabytes",
      (response: ServerResponse) =>
        response.end(JSON.stringify({ content: "a".repeat(30_000_000) })),
    ],
    ["of no text", (response: ServerResponse) => response.end('{"content":{"version":"2"}}')],
    ["of something else", (response: ServerResponse) => response.end('{"files":[],"path":"/"}')],
    ["that is null", (response: ServerResponse) => response.end("null")],
    ["that is no JSON", (response: ServerResponse) => response.end("prepared")],
  ])("%s is there, whatever it says", async (_what, answer) => {
    marker = answer;
    expect((await ask({}, run)).response.status).toBe(200);
  });

  it("that comes too slowly is given up", async () => {
    marker = send(" ");
    const { timeout } = AbortSignal;
    const limits = vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => timeout(ms / 100));
    const { response, events } = await ask({}, run);
    expect(limits).toHaveBeenCalledWith(30_000);
    limits.mockRestore();
    expect(response.status).toBe(503);
    expect(events).toContainEqual(expect.objectContaining({ type: "failed", stage: "prepare" }));
  });
});

it("boundedFetch reads no further than its limit", async () => {
  let closed = false;
  marker = (response) => {
    const timer = setInterval(() => response.write("a".repeat(1000)), 1);
    response.on("close", () => {
      clearInterval(timer);
      closed = true;
    });
  };
  const response = await boundedFetch(5_000)(`${url}/filesystem/x`);
  await expect(response.text()).rejects.toThrow("more than 5000 bytes");
  await vi.waitFor(() => expect(closed).toBe(true));
});
