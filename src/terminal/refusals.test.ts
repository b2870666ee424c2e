import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { eventually } from "../../testbed/eventually";
import { startProcessTestbed, type ProcessTestbed } from "../../testbed/processTestbed";
import { Credential, type SessionStore } from "../session";
import { readTerminal } from "./terminalTestbed";
import type { TerminalOptions } from "./types";

const SOCKET = { path: "/terminal/ws" } as const;

let bed: ProcessTestbed;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await bed.close();
});

async function failureOf(session: SessionStore, options: TerminalOptions = {}) {
  const one = readTerminal(session, "x", options);
  ends.push(one.release);
  one.resize(80, 24);
  return (await one.is("error")).error;
}

/** A proxy that hands requests on and answers those for a socket as `refusal` says, or not at all. */
async function behindProxy(session: SessionStore, refusal: string | undefined) {
  const credential = await session.credential({ signal: new AbortController().signal });
  const target = new URL(credential.url);
  const server = createServer((asked, answer) => {
    const { method, headers, url } = asked;
    const onward = request(
      { host: target.hostname, port: target.port, method, headers, path: target.pathname + url },
      (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      },
    );
    asked.pipe(onward);
  });
  server.on("upgrade", (_asked, socket) => socket.end(refusal));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  const { name, token, expiresAt } = credential;
  const proxied = new Credential(name, `http://127.0.0.1:${port}`, token, expiresAt);
  return { ...session, credential: () => Promise.resolve(proxied) };
}

it("a shell and a folder that are not there", async () => {
  bed = await startProcessTestbed();
  const shell = await failureOf(bed.store, { shell: "/nope" });
  expect(shell).toMatchObject({ kind: "start-failed", retryable: false });
  const folder = await failureOf(bed.store, { workingDir: "/nowhere" });
  expect(folder).toMatchObject({ kind: "start-failed" });
});

it.each([
  ["with 403", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"],
  ["with a page", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno"],
  ["not at all", undefined],
])("a proxy that answers sockets %s, and all else as it should", async (_how, refusal) => {
  bed = await startProcessTestbed();
  const error = await failureOf(await behindProxy(bed.store, refusal));
  expect(error).toMatchObject({ kind: "sandbox-unreachable", retryable: true });
  expect(error?.message).toContain("WebSockets");
  expect(error?.hint).toMatch(/proxy/);
});

it("a session that is refused again and again, and then taken", async () => {
  bed = await startProcessTestbed();
  const refused = bed.local.faults.inject({ type: "status", status: 401, on: SOCKET });
  const one = readTerminal(bed.store, "x");
  ends.push(one.release);
  one.resize(80, 24);
  await eventually(() =>
    expect(one.store.getSnapshot()).toMatchObject({
      status: "connecting",
      error: { kind: "session-expired", status: 401 },
    }),
  );
  refused.lift();
  expect((await one.is("open")).error).toBeUndefined();
});

it("a sandbox without a terminal, and a gateway that knows no such sandbox", async () => {
  bed = await startProcessTestbed({ sandboxEnv: { DISABLE_TERMINAL: "1" } });
  // An older image answers the same.
  const error = await failureOf(bed.store);
  expect(error).toMatchObject({ kind: "sandbox-refused", status: 404, retryable: false });
  expect(error?.hint).toMatch(/newer image.*DISABLE_TERMINAL/);
  bed.local.faults.inject({ type: "status", status: 404, on: SOCKET });
  const one = readTerminal(bed.store, "y");
  ends.push(one.release);
  one.resize(80, 24);
  await eventually(() => {
    const { status, error: gone } = one.store.getSnapshot();
    expect([status, gone?.status]).toEqual(["connecting", 404]);
    expect(gone?.kind).not.toBe("sandbox-refused");
  });
});
