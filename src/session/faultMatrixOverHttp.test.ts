import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import { withFaults, type BackendFault } from "blaxel-local";
import {
  CLOCKS,
  createRoute,
  FAULTS,
  PHASES,
  play,
  simulatedBackend,
  type BackendFor,
  type FaultName,
} from "../../testbed/faultMatrix";
import { REQUEST_FLOOR_MS } from "./sessionRefresher";
import { json } from "../../testbed/simulation";

const INJECTED: Partial<Record<FaultName, BackendFault>> = {
  "same session again": { type: "repeat" },
  "401": { type: "status", status: 401 },
  "403": { type: "status", status: 403 },
  "404": { type: "status", status: 404 },
  "429": { type: "status", status: 429, retryAfterSeconds: 30 },
  "500": { type: "status", status: 500 },
  "503": { type: "status", status: 503 },
  HTML: { type: "body", body: "html" },
  empty: { type: "body", body: "empty" },
  "wrong shape": { type: "body", body: "wrong-shape" },
  hang: { type: "hang" },
  reset: { type: "reset" },
  slow: { type: "slow", bytesPerSecond: 20_000 },
};

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

/** The cell's route behind a real socket; the session's clocks stay simulated. */
async function listen(): Promise<{ backendFor: BackendFor; requests: () => number }> {
  let route: (request: Request) => Promise<Response> = async () => json({});
  let requests = 0;
  const server = createServer((incoming, outgoing) => {
    requests++;
    const left = new AbortController();
    outgoing.on("close", () => left.abort());
    const request = new Request(new URL(incoming.url ?? "/", "http://127.0.0.1"), {
      signal: left.signal,
    });
    route(request)
      .then((response) => send(response, outgoing))
      .catch(() => outgoing.destroy());
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  const backendFor: BackendFor = (simulation) => {
    const answer = createRoute(simulation);
    let fault: FaultName = "200 good";
    const faulty = withFaults(async () => json(answer(fault === "already expired")));
    route = faulty;
    const pending = new Set<Promise<Response>>();
    const ask = async (url: string, signal: AbortSignal) => {
      const response = await fetch(`http://127.0.0.1:${port}${url}`, { signal });
      const { status, headers } = response;
      return new Response(await response.arrayBuffer(), { status, headers });
    };
    return {
      answer({ url, signal }) {
        const asked = ask(url, signal);
        pending.add(asked);
        asked.finally(() => pending.delete(asked)).catch(() => undefined);
        return asked;
      },
      set(next) {
        fault = next;
        faulty.faults.clear();
        const injected = INJECTED[next];
        if (injected) faulty.faults.inject(injected);
      },
      settle: async () => {
        if (fault !== "hang") await Promise.allSettled(pending);
      },
    };
  };
  return { backendFor, requests: () => requests };
}

async function send(response: Response, outgoing: ServerResponse) {
  if (response.type === "error") return void outgoing.destroy();
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  for await (const chunk of response.body ?? []) outgoing.write(chunk);
  outgoing.end();
}

const rows = PHASES.flatMap((phase) => FAULTS.map((fault) => [phase, fault] as const));

describe.each(CLOCKS)("clock %s", (clock) => {
  it.each(rows)("over HTTP as simulated: %s, %s", async (phase, fault) => {
    const { backendFor, requests } = await listen();
    const real = await play(phase, fault, clock, backendFor);
    const simulated = await play(phase, fault, clock, simulatedBackend);
    expect({ ...real, closest: 0 }).toEqual({ ...simulated, closest: 0 });
    expect(real.closest).toBeGreaterThanOrEqual(REQUEST_FLOOR_MS);
    if (fault !== "offline") expect(requests()).toBeGreaterThanOrEqual(real.requests);
  });
});
