// Answers whose headers come and whose bodies do not, or not whole, from a real server.
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "../../testbed/eventually";
import type { SandboxEndpoint } from "./types";
import { pageEnvironment } from "./environment";
import { simulatedStore } from "../../testbed/simulation";
import type { SharedSession } from "./sessionStore";

/** Time that goes by faster, so that nobody waits for the 30 seconds of an attempt. */
const faster = (times: number) => ({
  ...pageEnvironment,
  after: (ms: number, run: () => void) => pageEnvironment.after(ms / times, run),
  monotonicMs: () => pageEnvironment.monotonicMs() * times,
});

const becomes = (store: SharedSession, status: string) =>
  eventually(() => expect(store.getSnapshot().status).toBe(status));
const letsGo = () => eventually(() => expect(closed).toBeGreaterThan(0));

const whole = JSON.stringify({
  session: {
    name: "session-1",
    url: "https://sandbox.example/s",
    token: "token-1",
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  },
});
const half = whole.slice(0, whole.length / 2);

let server: Server;
let url = "";
let send = (_response: ServerResponse) => {};
let closed = 0;

beforeEach(async () => {
  closed = 0;
  server = createServer((_request, response) => {
    response.setHeader("content-type", "application/json");
    response.on("close", () => {
      if (!response.writableFinished) closed++;
    });
    send(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const endpoints: [who: string, endpoint: () => SandboxEndpoint][] = [
  ["a URL", () => url],
  [
    "a function that passes its signal on",
    () =>
      ({ signal }) =>
        fetch(url, { signal }),
  ],
  ["a function that ignores its signal", () => () => fetch(url)],
];

const bodies: [what: string, kind: string, send: (response: ServerResponse) => void][] = [
  [
    "breaks in the middle",
    "endpoint-unreachable",
    (response) => response.write(half, () => response.destroy()),
  ],
  [
    "stops in the middle without a sign",
    "endpoint-unreachable",
    (response) => response.setHeader("connection", "close").end(half),
  ],
  ["stalls before the first byte", "timeout", (response) => response.flushHeaders()],
  ["stalls in the middle", "timeout", (response) => response.write(half)],
];

describe.each(endpoints)("%s", (_who, endpoint) => {
  it.each(bodies)(
    "invariant 7: a body that %s is an error that says so, and heals once it is whole",
    async (_what, kind, sendBroken) => {
      send = sendBroken;
      const environment = faster(kind === "timeout" ? 100 : 10);
      const store = simulatedStore({ environment }, { endpoint: endpoint() });
      const leave = store.subscribe(() => {});
      await becomes(store, "error");
      const { error } = store.getSnapshot();
      expect(error).toMatchObject({ name: "SandboxError", kind, retryable: true });
      send = (response) => response.end(whole);
      await becomes(store, "ready");
      if (kind === "timeout") await letsGo();
      leave();
    },
  );
});

it("a body of the user's own making that breaks is no error of the function", async () => {
  const cut = () => new Response(new ReadableStream({ pull: (to) => to.error(new Error("cut")) }));
  const store = simulatedStore({ environment: pageEnvironment }, { endpoint: cut });
  const leave = store.subscribe(() => {});
  await becomes(store, "error");
  const { error } = store.getSnapshot();
  expect(error).toMatchObject({ kind: "endpoint-unreachable", retryable: true });
  leave();
});

it("the body of a failure, which nobody reads, is let go of", async () => {
  send = (response) => {
    response.writeHead(500);
    response.write("a page without an end");
  };
  const store = simulatedStore({ environment: pageEnvironment }, { endpoint: url });
  const leave = store.subscribe(() => {});
  await becomes(store, "error");
  expect(store.getSnapshot().error?.status).toBe(500);
  await letsGo();
  leave();
});
