import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { SandboxInstance } from "@blaxel/core";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SandboxError } from "../errors";
import { listAll, lookUp, lookUpPorts, openLogStream, sendInput } from "../platform";
import { createStaticStore, Credential, type SessionStore } from "../session";
import { sandboxHandle } from "./sandboxHandle";

const STATUSES = [301, 302, 303, 307, 308];
const none = new SandboxError({ kind: "timeout", message: "", hint: "", retryable: true });
const signal = new AbortController().signal;

interface Place {
  readonly url: string;
  readonly requests: IncomingMessage[];
  close(): Promise<void>;
}

async function place(lead: (path: string) => string | undefined, status = 200): Promise<Place> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    const location = lead(request.url ?? "");
    response.writeHead(status, location === undefined ? {} : { Location: location });
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

let elsewhere: Place;
let gateway: Place | undefined;
beforeEach(async () => {
  elsewhere = await place(() => undefined);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all([elsewhere.close(), gateway?.close()]);
});

/** A session whose address answers everything by leading elsewhere. */
async function ledAway(status: number): Promise<SessionStore> {
  gateway = await place((path) => elsewhere.url + path, status);
  const credential = new Credential("s", gateway.url, "the-token", Infinity, 1);
  return {
    ...createStaticStore(none),
    peek: () => credential,
    credential: async () => credential,
    replace: async () => credential,
  };
}

const sdkCalls: [string, (sandbox: SandboxInstance) => unknown][] = [
  ["process.exec", ({ process }) => process.exec({ command: "true" })],
  [
    "process.exec, streamed",
    ({ process }) => process.exec({ command: "true", waitForCompletion: true, onLog: () => {} }),
  ],
  ["process.list", ({ process }) => process.list()],
  ["process.get", ({ process }) => process.get("dev")],
  ["process.stop", ({ process }) => process.stop("dev")],
  ["process.logs", ({ process }) => process.logs("dev")],
  ["fs.read", ({ fs }) => fs.read("/app/a.txt")],
  ["fs.readBinary", ({ fs }) => fs.readBinary("/app/a.txt")],
  ["fs.write", ({ fs }) => fs.write("/app/a.txt", "text")],
  ["fs.writeBinary", ({ fs }) => fs.writeBinary("/app/a.bin", new Blob(["bytes"]))],
  ["fs.ls", ({ fs }) => fs.ls("/app")],
  ["network.fetch", ({ network }) => network.fetch(3000, "/")],
  ["fetch", (sandbox) => sandbox.fetch(3000, "/")],
];

it.each(sdkCalls)("the SDK's %s takes the session's token nowhere else", async (_name, call) => {
  const store = await ledAway(307);
  const outcome = sandboxHandle(store).run(async (sandbox) => call(sandbox));
  await expect(outcome).rejects.toMatchObject({
    name: "SandboxError",
    kind: "sandbox-unreachable",
    message: expect.stringContaining("leads elsewhere") as unknown,
  });
  expect(gateway?.requests[0]?.headers["x-blaxel-preview-token"]).toBe("the-token");
  expect(elsewhere.requests).toEqual([]);
});

it("the SDK's streams take the session's token nowhere else", async () => {
  const store = await ledAway(302);
  const instance = await sandboxHandle(store).load();
  const failed = new Promise<Error>((resolve) => {
    instance.process.streamLogs("dev", { onError: resolve });
  });
  expect(await failed).toMatchObject({ kind: "sandbox-unreachable" });
  const watched = new Promise<Error>((resolve) => {
    instance.fs.watch("/app", () => {}, { withContent: false, onError: resolve });
  });
  expect(await watched).toMatchObject({ kind: "sandbox-unreachable" });
  expect(elsewhere.requests).toEqual([]);
});

const ownCalls: [string, (store: SessionStore) => Promise<unknown>][] = [
  ["looking for the process", (store) => lookUp(store, "dev", signal)],
  ["listing the processes", (store) => listAll(store, signal)],
  ["looking for open ports", (store) => lookUpPorts(store, "7", signal)],
  ["writing to the process", (store) => sendInput(store, "7", "y\n")],
  ["reading the log", (store) => openLogStream(store, "7", { signal })],
];

it.each(ownCalls)("%s takes the session's token nowhere else", async (what, call) => {
  for (const status of STATUSES) {
    const store = await ledAway(status);
    await expect(call(store)).rejects.toMatchObject({
      name: "SandboxError",
      kind: "sandbox-unreachable",
      message: expect.stringContaining(what) as unknown,
    });
    expect(gateway?.requests).toHaveLength(1);
    expect(elsewhere.requests).toEqual([]);
    await gateway?.close();
  }
});
