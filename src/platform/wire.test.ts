// Every route and field of Blaxel's that the kit relies on. A change of the platform shows here first.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import {
  listAll,
  lookUp,
  lookUpPorts,
  openLogStream,
  PREVIEW_TOKEN_PARAMETER,
  sendInput,
  SESSION_TOKEN_HEADER,
} from ".";

const source = {
  peek: () => credential,
  credential: async () => credential,
  replace: async () => credential,
};
const credential = { url: "https://sandbox.example", token: "secret" };
const signal = new AbortController().signal;

/** An object that writes down which of its fields are read. */
function observed<Fields extends object>(fields: Fields) {
  const read = new Set<string>();
  const value = new Proxy(fields, {
    get: (target, key, receiver) => {
      if (typeof key === "string") read.add(key);
      return Reflect.get(target, key, receiver);
    },
    has: (target, key) => {
      if (typeof key === "string") read.add(key);
      return Reflect.has(target, key);
    },
  });
  // Every promise looks for `then` in what it resolves with.
  return { value, read: () => [...read].filter((key) => key !== "then").toSorted() };
}

const requests: string[] = [];
let answer: unknown;

beforeEach(() => {
  requests.length = 0;
  vi.stubGlobal("fetch", async (url: string, { method, headers }: RequestInit) => {
    const given = new Headers(headers);
    if (given.get(SESSION_TOKEN_HEADER) !== "secret") return new Response(null, { status: 401 });
    const accept = given.get("accept");
    requests.push(
      [method, url.replace(credential.url, ""), accept && `Accept: ${accept}`]
        .filter(Boolean)
        .join(" "),
    );
    const response = new Response("{}");
    response.json = async () => answer;
    return response;
  });
});
afterEach(() => vi.unstubAllGlobals());

it("asks these routes and no others", async () => {
  answer = { pid: "7" };
  await lookUp(source, "a name", signal);
  await lookUpPorts(source, "7", signal);
  await sendInput(source, "7", "y\n");
  await sendInput(source, "7");
  await openLogStream(source, "7", { signal });
  answer = [];
  await listAll(source, signal);
  expect(requests).toEqual([
    "GET /process/a%20name",
    "GET /network/process/7/ports",
    "POST /process/7/stdin",
    "DELETE /process/7/stdin",
    "GET /process/7/logs/stream Accept: application/x-ndjson, text/plain;q=0.5",
    "GET /process",
  ]);
});

it("reads these fields of a process", async () => {
  const { value, read } = observed({ pid: "7" });
  answer = value;
  await lookUp(source, "7", signal);
  expect(read()).toEqual([
    "command",
    "completedAt",
    "exitCode",
    "maxRestarts",
    "name",
    "pid",
    "restartCount",
    "restartOnFailure",
    "startedAt",
    "status",
    "stderr",
    "stdin",
    "stdout",
  ]);
});

it("reads these fields of a port", async () => {
  const port = observed({ state: "LISTEN", localAddr: "127.0.0.1", localPort: 3000 });
  const { value, read } = observed({ ports: [port.value] });
  answer = value;
  expect(await lookUpPorts(source, "7", signal)).toEqual([
    { port: 3000, address: "127.0.0.1", loopback: true },
  ]);
  expect(read()).toEqual(["ports"]);
  expect(port.read()).toEqual(["localAddr", "localPort", "state"]);
});

it("gives a token these two names", () => {
  expect([SESSION_TOKEN_HEADER, PREVIEW_TOKEN_PARAMETER]).toEqual([
    "X-Blaxel-Preview-Token",
    "bl_preview_token",
  ]);
});
