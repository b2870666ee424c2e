// Pages, names and credentials at the doors of the local sandbox.
import { afterAll, beforeAll, expect } from "vitest";
import { startLocalSandbox, type LocalSandboxOptions } from "blaxel-local";
import {
  openTestSandbox,
  send,
  type TestPreview,
  type TestSandbox,
} from "../packages/blaxel-local/src/testSandbox";
import { attacks } from "./rows";

type Headers = Record<string, string>;

let test: TestSandbox;
let doors: { url: string; secret: Headers }[];
let session: string;
let app: TestPreview;
let other: TestPreview;
let expired: TestPreview;
let deleted: TestPreview;

beforeAll(async () => {
  test = await openTestSandbox();
  const { local, preview, control } = test;
  const key = { "X-Blaxel-Authorization": `Bearer ${local.env["BL_API_KEY"]}` };
  const direct = `http://127.0.0.1:${local.port}/sandbox/demo`;
  doors = [
    { url: `${local.apiUrl}/sandboxes`, secret: key },
    { url: `${direct}/process`, secret: key },
    { url: `${direct}/filesystem/%2Fattacked`, secret: key },
    { url: `${local.adminUrl}/faults`, secret: { authorization: `Bearer ${local.adminSecret}` } },
  ];
  session = `${test.session.url}/process`;
  app = await preview("app", { port: 3000, public: false });
  other = await preview("session-2", { port: 443, public: false });
  expired = await preview("session-3", {
    port: 443,
    public: false,
    expires: new Date(Date.now() - 1).toISOString(),
  });
  deleted = await preview("session-4", { port: 443, public: false });
  await control("DELETE", "/sandboxes/demo/previews/session-4");
});
afterAll(() => test.local.close());

const untouched = () => {
  expect(test.local.processes("demo")).toEqual([]);
  expect(test.local.faults.list()).toEqual([]);
};

const START = JSON.stringify({ command: "touch /attacked", name: "attack" });

/** What a browser sends for a page: every door is tried with its own secret, by reading and writing. */
attacks<Headers>(
  "a page of any site that has even learned the key",
  {
    "its origin": { Origin: "https://evil.example" },
    "its site": { "Sec-Fetch-Site": "cross-site" },
    both: { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" },
    "an origin of another port here": { Origin: "http://127.0.0.1:1" },
    "an origin of another name for this machine": { Origin: "http://localhost:1" },
    "a page of a sandbox's preview": { Origin: "http://app.localhost:4600" },
    "a page of the same site": { "Sec-Fetch-Site": "same-site" },
    "a sandboxed frame": { Origin: "null" },
    "an empty origin": { Origin: "" },
    "an origin over https": { Origin: "https://127.0.0.1" },
    "an extension": { Origin: "chrome-extension://abcdefghijklmnop" },
    "the site in capitals": { "Sec-Fetch-Site": "CROSS-SITE" },
    "a site that browsers do not say": { "Sec-Fetch-Site": "x" },
    "two sites": { "Sec-Fetch-Site": "same-origin, cross-site" },
    "a form": { Origin: "https://evil.example", "Content-Type": "text/plain" },
    "a method in a header": { Origin: "https://evil.example", "X-HTTP-Method-Override": "GET" },
  },
  async (headers) => {
    for (const { url, secret } of doors) {
      for (const method of ["GET", "POST", "PUT", "DELETE", "OPTIONS"]) {
        const body = method === "POST" || method === "PUT" ? START : "";
        const answer = await send(url, { method, headers: { ...secret, ...headers }, body });
        expect([method, url, answer.status]).toEqual([method, url, 403]);
        expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
      }
    }
    untouched();
  },
);

attacks<(port: number) => string>(
  "a host that only resolves to this machine",
  {
    "a name of the attacker's": (port) => `evil.example:${port}`,
    "without a port": () => "evil.example",
    "the address with a name behind it": (port) => `127.0.0.1.evil.example:${port}`,
    "localhost with a name behind it": (port) => `localhost.evil.example:${port}`,
    "two labels before localhost": (port) => `a.b.localhost:${port}`,
    "the right name and another port": () => "127.0.0.1:1",
    "the right name and no port": () => "127.0.0.1",
    "a user before it": (port) => `user@127.0.0.1:${port}`,
    "a path behind it": (port) => `127.0.0.1:${port}/evil`,
    "a query before localhost": (port) => `evil.example?.localhost:${port}`,
    "two hosts": (port) => `evil.example, 127.0.0.1:${port}`,
    "another address of loopback": (port) => `127.0.0.2:${port}`,
    "an address of the network": (port) => `192.168.1.5:${port}`,
    "every address": (port) => `0.0.0.0:${port}`,
    "a number for the address": (port) => `2130706433:${port}`,
    "a dot at the end": (port) => `localhost.:${port}`,
    "an address in IPv6 that is an IPv4 one": (port) => `[::ffff:127.0.0.1]:${port}`,
    "an underscore before localhost": (port) => `_.localhost:${port}`,
  },
  async (name) => {
    const headers = { "X-Blaxel-Preview-Token": test.session.token };
    const tried = [...doors, { url: session, secret: headers }, { url: app.url, secret: {} }];
    for (const { url, secret } of tried) {
      const { port } = new URL(url);
      const answer = await send(url, { headers: { ...secret, Host: name(Number(port)) } });
      expect([400, 403]).toContain(answer.status);
      expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
    }
    untouched();
  },
);

attacks<Headers>(
  "a key that is not the key",
  {
    none: {},
    empty: { "X-Blaxel-Authorization": "Bearer " },
    "the word alone": { "X-Blaxel-Authorization": "Bearer" },
    "the name of the workspace": { "X-Blaxel-Authorization": "Bearer local" },
    "what the docs once showed": { Authorization: "Bearer local" },
    "a basic one": { Authorization: `Basic ${btoa("local:local")}` },
    "a JSON Web Token of no algorithm": { Authorization: `Bearer ${btoa('{"alg":"none"}')}..` },
    "of NULs' length": { Authorization: `Bearer ${" ".repeat(38)}x` },
    "of a megabyte's beginning": { Authorization: `Bearer ${"x".repeat(10_000)}` },
    "in a cookie": { Cookie: "apiKey=local; Authorization=Bearer local" },
    "the admin's": { "X-Admin": "1", Authorization: "Bearer admin" },
  },
  async (headers) => {
    for (const { url } of doors) {
      const known = await send(url, { headers });
      expect(known.status).toBe(401);
      expect(known.headers["access-control-allow-origin"]).toBeUndefined();
    }
    const unknown = await send(`http://127.0.0.1:${test.local.port}/sandbox/nothing/process`, {
      headers,
    });
    const known = await send(`http://127.0.0.1:${test.local.port}/sandbox/demo/process`, {
      headers,
    });
    const plain = ({ status, body }: { status: number; body: string }) => ({
      status,
      body: body.replace(/"timestamp":"[^"]*"/, ""),
    });
    expect(plain(known)).toEqual(plain(unknown));
  },
);

attacks<() => { url?: string; headers?: Headers }>(
  "a token that opens something else",
  {
    "no token": () => ({}),
    "an empty token": () => ({ headers: { "X-Blaxel-Preview-Token": "" } }),
    "the token of another session": () => ({ headers: { "X-Blaxel-Preview-Token": other.token } }),
    "the token of a preview": () => ({ headers: { "X-Blaxel-Preview-Token": app.token } }),
    "an expired token": () => ({
      url: `${expired.url}/process`,
      headers: { "X-Blaxel-Preview-Token": expired.token },
    }),
    "the token of a session that was deleted": () => ({
      url: `${deleted.url}/process`,
      headers: { "X-Blaxel-Preview-Token": deleted.token },
    }),
    "the API key": () => ({
      headers: { "X-Blaxel-Authorization": `Bearer ${test.local.env["BL_API_KEY"]}` },
    }),
    "the API key as a token": () => ({
      headers: { "X-Blaxel-Preview-Token": test.local.env["BL_API_KEY"] ?? "" },
    }),
    "the token without its last letter": () => ({
      headers: { "X-Blaxel-Preview-Token": test.session.token.slice(0, -1) },
    }),
    "the token and a letter more": () => ({
      headers: { "X-Blaxel-Preview-Token": `${test.session.token}x` },
    }),
    "the token in capitals": () => ({
      headers: { "X-Blaxel-Preview-Token": test.session.token.toUpperCase() },
    }),
    "the token in a cookie": () => ({
      headers: { Cookie: `bl_preview_token=${test.session.token}` },
    }),
    "the token in the cookie of a preview": () => ({
      headers: { Cookie: `bl_preview_token_${test.session.id}=${test.session.token}` },
    }),
    "the token as a bearer": () => ({ headers: { Authorization: `Bearer ${test.session.token}` } }),
    "an empty token before the right one": () => ({
      url: `${session}?bl_preview_token=&bl_preview_token=${test.session.token}`,
    }),
    "a star": () => ({ headers: { "X-Blaxel-Preview-Token": "*" } }),
    "the name of the token": () => ({ headers: { "X-Blaxel-Preview-Token": "token-1" } }),
    "a word that objects know": () => ({ headers: { "X-Blaxel-Preview-Token": "__proto__" } }),
    "the session's id in capitals": () => ({
      url: session.replace(test.session.id, test.session.id.toUpperCase()),
      headers: { "X-Blaxel-Preview-Token": test.session.token },
    }),
  },
  async (tried) => {
    const { url = session, headers = {} } = tried();
    const answer = await send(url, { headers });
    expect([401, 404]).toContain(answer.status);
    expect(answer.body).not.toContain(test.session.token);
    const started = await send(url, { method: "POST", headers, body: START });
    expect([401, 404]).toContain(started.status);
    untouched();
  },
);

attacks<(port: number) => string>(
  "a path that could lead behind a door",
  {
    "two slashes": () => "//v0/sandboxes",
    "the door in capitals": () => "/V0/sandboxes",
    "the door encoded": () => "/%76%30/sandboxes",
    "a dot before the door": () => "/./v0/sandboxes",
    "out of a session": () => `/s/${test.session.id}/../../v0/sandboxes`,
    "out of a session, encoded": () => `/s/${test.session.id}/%2e%2e/%2e%2e/v0/sandboxes`,
    "from a session to another one": () => `/s/${test.session.id}/../${other.id}/process`,
    "to a port by a session": () => `/s/${test.session.id}/port/22/`,
    "to a port that is none": () => `/sandbox/demo/port/99999/`,
    "to the admin by a port": () =>
      `/sandbox/demo/port/${new URL(test.local.adminUrl).port}/faults`,
    "a whole address": (port) => `http://127.0.0.1:${port}/v0/sandboxes`,
    "a semicolon": () => "/v0;x=y/sandboxes",
    "a name of no sandbox": () => "/sandbox/__proto__/process",
    "a NUL in the name": () => "/sandbox/demo%00/process",
    "a session of no id": () => "/s//process",
    "an id that objects know": () => "/s/constructor/process",
  },
  async (path) => {
    const { port } = test.local;
    const base = `http://127.0.0.1:${port}`;
    const answer = await raw(base, path(port));
    expect(answer.status).toBeGreaterThanOrEqual(400);
    untouched();
  },
);

/** Without the tidying up that `URL` does to a path. */
async function raw(base: string, path: string) {
  const { request } = await import("node:http");
  const { hostname, port } = new URL(base);
  return new Promise<{ status: number }>((resolve, reject) => {
    const asked = request({ hostname, port, path, agent: false }, (response) => {
      response.resume().once("end", () => resolve({ status: response.statusCode ?? 0 }));
    });
    asked.once("error", reject);
    asked.end();
  });
}

attacks<LocalSandboxOptions>(
  "an option of the local sandbox",
  {
    "a key that is a word": { apiKey: "local" },
    "an empty key": { apiKey: "" },
    "a key of one letter": { apiKey: "a".repeat(40) },
    "a key of three letters": { apiKey: "abc".repeat(10) },
    "a key one letter too short": { apiKey: "abcdefghijklmnopqrs" },
    "a port beyond all": { port: 65_536 },
    "a port below all": { port: -1 },
    "half a port": { port: 4600.5 },
    "a port that is no number": { port: Number.NaN },
    "a profile that is none": { profile: "C" as "A" },
    "previews that answer nowhere": { previewOrigin: "path" as "port" },
    "a key with a line break": { apiKey: "abcdefghijklmnop\r\nqrstuv" },
    "a body without limit": { maxBodyBytes: Number.NaN },
    "an edge that waits for no time": { edgeTimeoutMs: Number.NaN },
    "a workspace of a line break": { workspace: "local\r\nX-Evil: 1" },
  },
  async (options) => {
    const starting = startLocalSandbox(options);
    await expect(
      starting.then(async (local) => {
        await local.close();
      }),
    ).rejects.toThrow(TypeError);
  },
);
