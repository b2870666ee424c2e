import { expect } from "vitest";
import { send } from "../testSandbox";
import { member, walkRows, type Answer, type Row, type Stand } from "./contract";

const ORIGIN = "https://app.example";
const CORS = {
  "Access-Control-Allow-Origin": ORIGIN,
  "Access-Control-Allow-Headers": "Content-Type, X-Blaxel-Preview-Token",
};
const server = (port: number, host: string) =>
  `node -e "require('http').createServer((q,s)=>s.end('from the app')).listen(${port},'${host}')"`;
const listen = (stand: Stand, port: number, host = "0.0.0.0") =>
  stand.call("POST", "/process", {
    json: {
      name: stand.name,
      command: `exec ${server(port, host)}`,
      ...(host === "0.0.0.0" ? { waitForPorts: [port], timeout: 20 } : {}),
    },
  });

/** Sends a request as it is, `Host` included, and gives it the shape of the other answers. */
async function raw(...request: Parameters<typeof send>): Promise<Answer> {
  const { status, headers, body } = await send(...request);
  const flat = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  const isJson = headers["content-type"]?.includes("json");
  const json: unknown = isJson ? JSON.parse(body) : undefined;
  return { status, headers: new Headers(flat), text: body, json };
}

const control = async (stand: Stand, method: string, path: string, body?: unknown) =>
  raw(stand.sandbox.local.apiUrl + path, {
    method,
    headers: { "X-Blaxel-Authorization": `Bearer ${stand.sandbox.local.env["BL_API_KEY"]}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const preview = (stand: Stand, spec: Record<string, unknown>) =>
  stand.sandbox.preview(stand.name, { public: true, ...spec });

const platformError = (code: string, status: number) => ({
  status,
  json: {
    error: expect.objectContaining({
      code,
      status,
      message: expect.any(String),
      origin: "platform",
    }),
  },
  headers: { "x-blaxel-source": "platform" },
});

const rows: Row[] = [
  {
    row: "the ports of a process, of its whole tree",
    ask: async (stand) => {
      const { json } = await listen(stand, 18_123);
      return stand.call("GET", `/network/process/${String(member(json, "pid"))}/ports`);
    },
    answers: () => ({
      status: 200,
      json: {
        pid: expect.any(Number),
        ports: expect.arrayContaining([
          expect.objectContaining({
            protocol: "tcp",
            localAddr: expect.stringMatching(/^(\*|0\.0\.0\.0)$/),
            localPort: 18_123,
            state: "LISTEN",
            processName: "node",
          }),
        ]),
      },
    }),
  },
  {
    row: "the ports of nobody",
    ask: (stand) => stand.call("GET", "/network/process/999999/ports"),
    answers: () => ({ status: 200, json: { pid: 999_999, ports: [] } }),
  },
  {
    row: "ports of what is no pid",
    ask: (stand) => stand.call("GET", "/network/process/abc/ports"),
    answers: () => ({ status: 400, error: "invalid PID" }),
  },
  {
    row: "a monitor of ports starts",
    ask: (stand) =>
      stand.call("POST", "/network/process/1/monitor", {
        json: { callback: "http://127.0.0.1:9/" },
      }),
    answers: () => ({ status: 200, json: { path: "", message: "Port monitoring started" } }),
  },
  {
    row: "a monitor of ports stops",
    ask: (stand) => stand.call("DELETE", "/network/process/1/monitor"),
    answers: () => ({ status: 200, json: { path: "", message: "Port monitoring stopped" } }),
  },
  {
    row: "health",
    ask: (stand) => stand.call("GET", "/health"),
    answers: () => ({
      status: 200,
      json: expect.objectContaining({
        status: "ok",
        upgradeCount: 0,
        uptimeSeconds: expect.any(Number),
        lastUpgrade: { status: "idle", step: "none", version: "" },
      }),
      headers: {
        "access-control-allow-origin": "*",
        "access-control-allow-headers": "Content-Type, Authorization",
        "cache-control": "no-cache, no-store, must-revalidate",
        "x-content-type-options": "nosniff",
        pragma: "no-cache",
        expires: "0",
      },
    }),
  },
  {
    row: "any preflight",
    ask: (stand) => stand.call("OPTIONS", "/anything"),
    answers: () => ({ status: 204, text: "" }),
  },
  {
    row: "a session's responseHeaders take the place of the API's own CORS",
    ask: async (stand) => {
      const { url, token } = await preview(stand, {
        port: 443,
        public: false,
        responseHeaders: CORS,
      });
      return raw(`${url}/health`, { headers: { "X-Blaxel-Preview-Token": token } });
    },
    answers: () => ({
      status: 200,
      headers: {
        "access-control-allow-origin": ORIGIN,
        "access-control-allow-headers": CORS["Access-Control-Allow-Headers"],
      },
    }),
  },
  {
    row: "a session without a token",
    ask: (stand) => raw(`${stand.sandbox.session.url}/health`),
    answers: () => platformError("AUTHENTICATION_REQUIRED", 401),
  },
  {
    row: "a session with a wrong token",
    ask: (stand) =>
      raw(`${stand.sandbox.session.url}/health`, { headers: { "X-Blaxel-Preview-Token": "x" } }),
    answers: () => platformError("AUTHENTICATION_FAILED", 401),
  },
  {
    row: "a session with a token that has expired",
    ask: async (stand) => {
      const { url } = await preview(stand, { port: 443, public: false });
      const { json } = await control(
        stand,
        "POST",
        `/sandboxes/demo/previews/${stand.name}/tokens`,
        {
          metadata: { name: "old" },
          spec: { expiresAt: new Date(Date.now() - 1000).toISOString() },
        },
      );
      const token = String(member(member(json, "spec"), "token"));
      return raw(`${url}/health`, { headers: { "X-Blaxel-Preview-Token": token } });
    },
    answers: () => platformError("AUTHENTICATION_FAILED", 401),
  },
  {
    row: "the token in the query serves as well",
    ask: ({ sandbox: { session } }) =>
      raw(`${session.url}/health?bl_preview_token=${session.token}`),
    answers: () => ({ status: 200 }),
  },
  {
    row: "a preview that does not exist",
    ask: ({ sandbox: { local } }) => raw(`http://nothing-here.localhost:${local.port}/`),
    answers: () => platformError("ROUTE_NOT_FOUND", 404),
  },
  {
    row: "a public preview shows the app",
    before: (stand) => listen(stand, 18_124),
    ask: async (stand) => raw((await preview(stand, { port: 18_124 })).url),
    answers: () => ({ status: 200, text: "from the app" }),
  },
  {
    row: "a preview where nothing listens",
    ask: async (stand) => raw((await preview(stand, { port: 18_125 })).url),
    answers: () => ({ status: 502, headers: { "content-type": /html/ } }),
  },
  {
    row: "a preview where only loopback listens",
    before: async (stand) => {
      const { json } = await listen(stand, 18_126, "127.0.0.1");
      const path = `/network/process/${String(member(json, "pid"))}/ports`;
      await expect
        .poll(() => stand.call("GET", path), { timeout: 10_000 })
        .toMatchObject({
          text: expect.stringContaining("18126"),
        });
    },
    ask: async (stand) => raw((await preview(stand, { port: 18_126 })).url),
    answers: () => ({ status: 502 }),
  },
  {
    row: "a private preview without its token",
    ask: async (stand) => raw((await preview(stand, { port: 18_127, public: false })).url),
    answers: () => ({ status: 401 }),
  },
  {
    row: "a sandbox has the fields that the SDK needs",
    ask: (stand) => control(stand, "GET", "/sandboxes/demo"),
    answers: () => ({
      status: 200,
      json: expect.objectContaining({
        metadata: expect.objectContaining({
          name: "demo",
          workspace: "local",
          url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\//),
        }),
        status: "DEPLOYED",
      }),
    }),
  },
  {
    row: "a second sandbox of a name",
    ask: (stand) => control(stand, "POST", "/sandboxes", { metadata: { name: "demo" } }),
    answers: () => ({
      status: 409,
      json: expect.objectContaining({ code: "SANDBOX_ALREADY_EXISTS", status_code: 409 }),
    }),
  },
  {
    row: "a sandbox that is there already, with createIfNotExist",
    ask: (stand) =>
      control(stand, "POST", "/sandboxes?createIfNotExist=true", { metadata: { name: "demo" } }),
    answers: () => ({ status: 200 }),
  },
  {
    row: "a sandbox that does not exist",
    ask: (stand) => control(stand, "GET", "/sandboxes/nope"),
    answers: () => ({
      status: 404,
      json: expect.objectContaining({ code: 404, message: expect.any(String) }),
    }),
  },
  {
    row: "sandboxes are listed with whether there are more",
    ask: (stand) => control(stand, "GET", "/sandboxes"),
    answers: () => ({
      status: 200,
      json: expect.objectContaining({
        data: [expect.objectContaining({ metadata: expect.objectContaining({ name: "demo" }) })],
        meta: expect.objectContaining({ hasMore: false }),
      }),
    }),
  },
  {
    row: "no tokens are an empty list",
    before: (stand) =>
      control(stand, "POST", "/sandboxes/demo/previews", {
        metadata: { name: stand.name },
        spec: { port: 3000, public: false },
      }),
    ask: (stand) => control(stand, "GET", `/sandboxes/demo/previews/${stand.name}/tokens`),
    answers: () => ({ status: 200, json: [] }),
  },
  {
    row: "a deleted preview is DELETING before it is gone",
    before: (stand) => preview(stand, { port: 3000 }),
    ask: (stand) => control(stand, "DELETE", `/sandboxes/demo/previews/${stand.name}`),
    answers: () => ({ status: 200, json: expect.objectContaining({ status: "DELETING" }) }),
  },
];

walkRows("network, gateway and control plane", rows);
