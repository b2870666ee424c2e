// What the kit takes from a sandbox whose API says what it likes.
import { afterAll, beforeAll, expect } from "vitest";
import { isSandboxError } from "blaxel-react";
import { listAll, lookUp, lookUpPorts, toSandboxError } from "../src/platform";
import { ProcessController } from "../src/process/processController";
import type { ProcessOptions } from "../src/process/types";
import { ProcessList } from "../src/process/useProcesses";
import { eventually } from "../testbed/eventually";
import {
  json,
  openHostileSandbox,
  tellProcess,
  TOKEN,
  type HostileSandbox,
} from "./hostileSandbox";
import { attacks } from "./rows";
import { saidBy } from "./said";

let sandbox: HostileSandbox;
beforeAll(async () => {
  sandbox = await openHostileSandbox();
});
afterAll(() => sandbox.close());

const record = {
  pid: "12",
  name: "dev",
  command: "sleep 60",
  status: "running",
  startedAt: "Mon, 02 Jan 2006 15:04:05 GMT",
  completedAt: "",
  exitCode: 0,
  stdout: "",
  stderr: "",
  restartCount: 0,
  maxRestarts: 0,
  restartOnFailure: false,
  stdin: false,
};
const STATUSES = ["running", "ready", "restarting", "stopping", "exited", "error"];

function use(options: Partial<ProcessOptions> = {}) {
  const controller = new ProcessController(sandbox.store, "dev", () => {});
  const errors: unknown[] = [];
  const subscriber = controller.addSubscriber();
  const stopListening = controller.subscribe(() => {});
  subscriber.update({
    name: "dev",
    command: "sleep 60",
    onError: (error) => errors.push(error),
    ...options,
  });
  const leave = () => {
    subscriber.release();
    stopListening();
  };
  return { controller, errors, leave };
}

attacks<Record<string, unknown>>(
  "a record of a process",
  {
    "a pid that is a path": { pid: "../../evil" },
    "a pid with a query": { pid: "12?x=y#" },
    "a pid of a line break": { pid: "12\r\nX-Evil: 1" },
    "a pid that is a number beyond all": { pid: 1e300 },
    "a pid of 10,000 letters": { pid: "1".repeat(10_000) },
    "a name that is an object": { name: { first: "dev" } },
    "a name that objects know": { name: "__proto__" },
    "a command that is a list": { command: ["sleep", "60"] },
    "a status that is none": { status: "dancing" },
    "a status that is a number": { status: 7 },
    "a status that objects know": { status: "constructor" },
    "a status of the kit's own": { status: "ready" },
    "an end before the beginning": { status: "completed", completedAt: "1970" },
    "an end that is a number": { completedAt: 7 },
    "an exit that is a text": { status: "failed", exitCode: "0" },
    "an exit beyond all": { status: "failed", exitCode: 2 ** 60 },
    "restarts that are a text": { restartCount: "many" },
    "restarts below zero": { restartCount: -5 },
    "restarts without end": { status: "failed", restartOnFailure: true, maxRestarts: -1 },
    "output that is an object": { stdout: {}, stderr: [] },
    "output of 4 MB": { stdout: "x".repeat(4_000_000) },
    "a beginning that is no date": { startedAt: "now" },
    "a beginning that is markup": { startedAt: "<script>alert(1)</script>" },
    "words that objects know": JSON.parse('{"__proto__":{"status":"completed"}}'),
    "nothing but a pid": Object.fromEntries(Object.keys(record).map((key) => [key, undefined])),
  },
  async (changes) => {
    const body = { ...record, ...changes, pid: changes["pid"] ?? "12" };
    sandbox.answer = (request, response) => {
      if (request.url?.includes("/logs/stream")) response.end();
      else tellProcess(request, response, body);
    };
    const { controller, errors, leave } = use();
    await eventually(() => expect(STATUSES).toContain(controller.getSnapshot().status));
    const state = controller.getSnapshot();
    expect(typeof (state.pid ?? "")).toBe("string");
    expect(Number.isFinite(state.restartCount)).toBe(true);
    if (state.exit) {
      expect(["completed", "failed", "stopped", "killed"]).toContain(state.exit.reason);
      expect(Number.isFinite(state.exit.code)).toBe(true);
    }
    const list = new ProcessList(sandbox.store);
    await list.refresh();
    for (const one of list.getSnapshot().processes) {
      expect(["running", "restarting", "stopping", "exited"]).toContain(one.status);
      expect([one.name, one.command].map((text) => typeof text)).toEqual(["string", "string"]);
      expect(() => one.startedAt?.toISOString()).not.toThrow();
    }
    leave();
    for (const path of sandbox.asked) expect(path).toMatch(/^(GET|POST) \/(process|network)(\/|$)/);
    expect(sandbox.asked.join("\n")).not.toMatch(/\/\.\.\/|\?x=y/);
    expect([state.error, ...errors].map(saidBy).join()).not.toContain(TOKEN);
  },
);

attacks<unknown>(
  "a list of ports",
  {
    nothing: null,
    "a text": "3000",
    "a list": [3000],
    "ports that are a text": { ports: "3000" },
    "ports that are null": { ports: null },
    "ports of nulls": { ports: [null, 7, "x", []] },
    "a port that is an object": { ports: [{ state: "LISTEN", localPort: {}, localAddr: {} }] },
    "a port beyond all": { ports: [{ state: "LISTEN", localPort: 1e300, localAddr: "*" }] },
    "a port without an address": { ports: [{ state: "LISTEN", localPort: 4000 }] },
    "a port that only looks open": {
      ports: [{ state: "ESTABLISHED", localPort: 3000, localAddr: "*" }],
    },
    "a port on loopback in another writing": {
      ports: [{ state: "LISTEN", localPort: 3000, localAddr: "::ffff:127.0.0.1" }],
    },
    "100,000 ports": {
      ports: Array.from({ length: 100_000 }, (_, at) => ({
        state: "LISTEN",
        localPort: 10_000 + (at % 50_000),
        localAddr: "0.0.0.0",
      })),
    },
    "a port under a name that objects know": JSON.parse(
      '{"__proto__":{"ports":[{"state":"LISTEN","localPort":3000,"localAddr":"*"}]}}',
    ),
  },
  async (ports) => {
    sandbox.answer = (request, response) => {
      if (request.url?.startsWith("/network/")) json(response, ports);
      else if (request.url?.includes("/logs/stream")) response.end();
      else tellProcess(request, response, record);
    };
    const { signal } = new AbortController();
    for (const port of await lookUpPorts(sandbox.store, "12", signal)) {
      expect([typeof port.port, typeof port.address, typeof port.loopback]).toEqual([
        "number",
        "string",
        "boolean",
      ]);
    }
    const { controller, leave } = use({ waitForPorts: [3000], readyTimeoutMs: 200 });
    const seen: string[] = [];
    controller.subscribe(() => seen.push(controller.getSnapshot().status));
    await eventually(() => expect(controller.getSnapshot().status).toBe("error"));
    expect(seen).not.toContain("ready");
    expect(controller.getSnapshot().error?.kind).toMatch(/^(timeout|bound-to-loopback)$/);
    leave();
  },
);

/** Each of the questions, answered like that, ends in a value or an honest error. */
attacks<HostileSandbox["answer"]>(
  "an answer to a question",
  {
    nothing: (_request, response) => response.end(),
    null: (_request, response) => json(response, null),
    "a number": (_request, response) => json(response, "1e999"),
    "a text": (_request, response) => json(response, `"${TOKEN}"`),
    "HTML with the token": (_request, response) => response.end(`<p>${TOKEN}`),
    "half of it": (_request, response) => json(response, '{"pid":"12","na'),
    "brackets without end": (_request, response) => json(response, "[".repeat(100_000)),
    "a list where one is asked for, and the reverse": ({ url }, response) =>
      json(response, url === "/process" ? record : [record]),
    "a list of nulls": (_request, response) => json(response, [null, 1, "x", [], {}]),
    "500 with the token": (_request, response) => json(response, { error: TOKEN }, 500),
    "401 with the token": (_request, response) => json(response, { error: TOKEN }, 401),
    "403 that says nothing": (_request, response) => response.writeHead(403).end(),
    "404 of the platform": (_request, response) =>
      json(response, { error: { code: "ROUTE_NOT_FOUND", message: TOKEN } }, 404),
    "404 of another shape": (_request, response) => json(response, [TOKEN], 404),
    "429 until the end of time": (_request, response) => {
      response.writeHead(429, { "Retry-After": "1e309" }).end(TOKEN);
    },
    "an error whose code is an object": (_request, response) =>
      json(response, { error: { code: { toString: 1 } } }, 500),
    "a status that is none": (_request, response) => response.writeHead(299).end("{}"),
    "204": (_request, response) => response.writeHead(204).end(),
    "a redirect to nowhere": (_request, response) => {
      response.writeHead(302, { Location: "http://127.0.0.1:1/evil" }).end();
    },
    "a redirect to a script": (_request, response) => {
      response.writeHead(302, { Location: "javascript:alert(1)" }).end();
    },
    "a redirect to itself": (request, response) => {
      response.writeHead(307, { Location: request.url ?? "/" }).end();
    },
    "a hundred headers of the token": (_request, response) => {
      for (let at = 0; at < 100; at++) response.setHeader(`X-${at}`, TOKEN);
      json(response, "{");
    },
    "a hang-up": (_request, response) => response.destroy(),
    "a hang-up in the middle": (_request, response) => {
      response.writeHead(200, { "Content-Length": "100" });
      response.write('{"pid":');
      setTimeout(() => response.destroy(), 5);
    },
    "a body that is no gzip": (_request, response) => {
      response.writeHead(200, { "Content-Encoding": "gzip" }).end(TOKEN);
    },
  },
  async (answer) => {
    sandbox.answer = answer;
    const { signal } = new AbortController();
    const questions = {
      one: () => lookUp(sandbox.store, "12", signal),
      all: () => listAll(sandbox.store, signal),
      ports: () => lookUpPorts(sandbox.store, "12", signal),
    };
    for (const ask of Object.values(questions)) {
      const outcome = await ask().catch((error: unknown) => error);
      if (outcome instanceof Error) {
        expect(isSandboxError(outcome)).toBe(true);
        expect(toSandboxError(outcome, "").hint).not.toBe("");
        const { retryAfterMs = 0 } = toSandboxError(outcome, "");
        expect(retryAfterMs).toBeLessThanOrEqual(86_400_000);
      }
      expect(saidBy(outcome)).not.toContain(TOKEN);
    }
    expect(sandbox.asked.length).toBeLessThan(100);
  },
);

attacks<(response: import("node:http").ServerResponse) => void>(
  "a redirect of a request that carries the token",
  {
    "to another port, for good": (response) => response.writeHead(301),
    "to another port, for now": (response) => response.writeHead(302),
    "to another port, to be read": (response) => response.writeHead(303),
    "to another port, as it is": (response) => response.writeHead(307),
    "to another port, as it is, for good": (response) => response.writeHead(308),
  },
  async (status) => {
    const other = await openHostileSandbox();
    const seen: string[] = [];
    other.answer = (request, response) => {
      seen.push(JSON.stringify(request.headers));
      json(response, record);
    };
    const { url } = await other.store.credential();
    sandbox.answer = (request, response) => {
      response.setHeader("Location", url + (request.url ?? ""));
      status(response);
      response.end();
    };
    const { signal } = new AbortController();
    await lookUp(sandbox.store, "12", signal).catch((error: unknown) =>
      expect(isSandboxError(error)).toBe(true),
    );
    await other.close();
    expect(seen.join()).not.toContain(TOKEN);
  },
);
