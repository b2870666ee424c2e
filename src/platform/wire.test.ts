// Every route and field of Blaxel's that the kit relies on. A change of the platform shows here first.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import {
  listAll,
  listDirectory,
  lookUp,
  lookUpPorts,
  openLogStream,
  PREVIEW_TOKEN_PARAMETER,
  putPath,
  readFile,
  removePath,
  sendInput,
  SESSION_TOKEN_HEADER,
  transferPath,
  watchDirectory,
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

it("asks these routes about files, and no others", async () => {
  answer = { files: [], subdirectories: [] };
  await listDirectory(source, "/app/a b", { signal });
  await readFile(source, "/app/a#b", { maxBytes: 10, signal });
  await putPath(source, "/app/100%", { content: "" }, { signal });
  await removePath(source, "/app", { recursive: true, signal });
  const nothing = () => undefined;
  const listeners = { onOpen: nothing, onChange: nothing, onSilence: nothing };
  await watchDirectory(source, "/", { signal, ...listeners });
  answer = { exitCode: 0 };
  await transferPath(source, "move", { from: "/a", to: "/b", signal });
  expect(requests).toEqual([
    "GET /filesystem/%2Fapp%2Fa%20b Accept: application/json",
    "GET /filesystem/%2Fapp%2Fa%23b Accept: application/octet-stream",
    "PUT /filesystem/%2Fapp%2F100%25",
    "DELETE /filesystem/%2Fapp?recursive=true",
    "GET /watch/filesystem/%2F",
    "POST /process",
  ]);
});

it("reads these fields of what a folder holds", async () => {
  const file = observed({ name: "a", size: 1, lastModified: "2026", permissions: "1000000777" });
  const folder = observed({ name: "b" });
  answer = { files: [file.value], subdirectories: [folder.value] };
  expect(await listDirectory(source, "/app", { signal })).toEqual([
    { name: "b", path: "/app/b", kind: "directory" },
    { name: "a", path: "/app/a", kind: "symlink", size: 1, modified: "2026", mode: 0o777 },
  ]);
  expect([file.read(), folder.read()]).toEqual([
    ["lastModified", "name", "permissions", "size"],
    ["name"],
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
