// @vitest-environment jsdom
// A token, looked for wherever a page could show it, after everything that can go wrong.
import { inspect } from "node:util";
import { dehydrate, QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { createRoot } from "react-dom/client";
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from "vitest";
import { SandboxPreview, useSandboxSession, type SandboxSession } from "blaxel-react";
import { sandboxHandle } from "../src/sandbox/sandboxHandle";
import { SessionStoreContext } from "../src/session";
import { ProcessController } from "../src/process/processController";
import type { SharedSession } from "../src/session/sessionStore";
import { eventually } from "../testbed/eventually";
import {
  FAULTS,
  PHASES,
  play,
  simulatedBackend,
  type FaultName,
  type Phase,
} from "../testbed/faultMatrix";
import { createIssuer, createSimulation, simulatedStore } from "../testbed/simulation";
import { json, openHostileSandbox, TOKEN, type HostileSandbox } from "./hostileSandbox";
import { attacks } from "./rows";
import { saidBy } from "./said";

const MARK = "marked-secret";
const said: string[] = [];
beforeEach(() => {
  said.length = 0;
  const note = (...args: unknown[]) => void said.push(...args.map(saidBy));
  for (const method of ["log", "info", "warn", "error", "debug"] as const) {
    vi.spyOn(console, method).mockImplementation(note);
  }
  vi.stubGlobal("reportError", note);
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", false);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Whatever an extension, a devtool, a log or the next page could read. */
function page(session: SandboxSession | undefined, queryClient: QueryClient): string {
  return [
    document.documentElement.outerHTML,
    document.title,
    document.cookie,
    location.href,
    JSON.stringify([localStorage, sessionStorage, history.state]),
    JSON.stringify(session),
    saidBy(session?.error),
    saidBy(session?.refreshError),
    JSON.stringify(dehydrate(queryClient, { shouldDehydrateQuery: () => true })),
    inspect(queryClient.getQueryCache().getAll(), { depth: 6 }),
    ...said,
  ].join("\n");
}

/** A page over that store, and what could be read of it each time that anything changed. */
function openPage(store: SharedSession, queryClient: QueryClient) {
  const reads: string[] = [];
  const look = () => void reads.push(page(store.getSnapshot(), queryClient));
  store.observe((event) => {
    said.push(JSON.stringify(event), "error" in event ? saidBy(event.error) : "");
    look();
  });
  const Session = () => {
    const session = useSandboxSession();
    useEffect(look, [session]);
    return (
      <>
        <p>{JSON.stringify(session)}</p>
        <SandboxPreview title="My app" />
      </>
    );
  };
  const container = document.body.appendChild(document.createElement("div"));
  const root = createRoot(container);
  root.render(
    <SessionStoreContext.Provider value={store}>
      <Session />
    </SessionStoreContext.Provider>,
  );
  return {
    reads,
    look,
    close: () => {
      root.unmount();
      container.remove();
    },
  };
}

/** Whatever the backend answers, it says the token: that of the session, and in what is no session. */
async function marked(answer: Promise<Response>): Promise<Response> {
  const response = await answer;
  const text = (await response.text()).replaceAll('"token-', `"${MARK}-`);
  const isSession = text.includes(MARK);
  return new Response(isSession ? text : `${text}<!-- ${MARK} -->`, {
    status: response.status,
    headers: { ...Object.fromEntries(response.headers), "X-Token": MARK },
  });
}

const cells = Object.fromEntries(
  PHASES.flatMap((phase) =>
    FAULTS.map((fault) => [`${phase}, ${fault}`, [phase, fault] as const] as const),
  ),
);

attacks<readonly [Phase, FaultName]>(
  "a fault of the backend, with the token in all that it answers",
  cells,
  async ([phase, fault]) => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    const queryClient = new QueryClient();
    const tokens: (string | undefined)[] = [];
    let opened: ReturnType<typeof openPage> | undefined;
    await play(
      phase,
      fault,
      "right",
      (simulation) => {
        const backend = simulatedBackend(simulation);
        return { ...backend, answer: (request) => marked(backend.answer(request)) };
      },
      (simulation) => {
        const store = simulatedStore(simulation, { queryClient });
        store.subscribe(() => tokens.push(store.peek()?.token));
        opened = openPage(store, queryClient);
        return store;
      },
    );
    opened?.look();
    opened?.close();
    // There was a session in the end, and at no time could it be read.
    expect(tokens.some((token) => token?.startsWith(MARK))).toBe(true);
    expect(opened?.reads.length).toBeGreaterThan(1);
    expect(opened?.reads.filter((read) => read.includes(MARK))).toEqual([]);
  },
);

let sandbox: HostileSandbox;
beforeAll(async () => {
  sandbox = await openHostileSandbox();
});
afterAll(() => sandbox.close());

const echo = (status: number, body: unknown) => (response: Parameters<typeof json>[0]) => {
  response.setHeader("X-Token", TOKEN);
  json(response, body, status);
};

attacks<(response: Parameters<typeof json>[0]) => void>(
  "an answer of the sandbox that repeats the token",
  {
    "400 in its error": echo(400, { error: `bad token ${TOKEN}` }),
    "401 in its error": echo(401, { error: { code: "AUTHENTICATION_FAILED", message: TOKEN } }),
    "402 in its error": echo(402, { error: { code: "USAGE_LIMIT_EXCEEDED", message: TOKEN } }),
    "403 as a text": echo(403, `"${TOKEN}"`),
    "404 of the platform": echo(404, { error: { code: "ROUTE_NOT_FOUND", message: TOKEN } }),
    "404 of the sandbox": echo(404, { error: `process ${TOKEN} not found` }),
    "409 in its error": echo(409, { error: TOKEN }),
    "413 as HTML": echo(413, `<h1>${TOKEN}</h1>`),
    "422 in its error": echo(422, { error: `failed to start process: ${TOKEN}` }),
    "429 in its error": echo(429, { error: TOKEN }),
    "500 as a list": echo(500, [TOKEN]),
    "502 as HTML": echo(502, `<h1>${TOKEN}</h1>`),
    "503 that is cut": (response) => {
      response.writeHead(503, { "Content-Length": "1000" });
      response.write(`{"error":"${TOKEN}`);
      setTimeout(() => response.destroy(), 5);
    },
    "200 that is no JSON": echo(200, `token ${TOKEN}`),
    "200 of another shape": echo(200, { token: TOKEN }),
  },
  async (answer) => {
    sandbox.answer = (_request, response) => answer(response);
    const store = { ...sandbox.store };
    const errors: unknown[] = [];
    const note = (error: unknown) => errors.push(error);
    const handle = sandboxHandle(store);
    await handle.run((one) => one.fs.ls("/")).catch(note);
    await handle.run((one) => one.fs.read("/x")).catch(note);
    await handle.run((one) => one.process.exec({ name: "x", command: "true" })).catch(note);
    const controller = new ProcessController(store, "dev", () => {});
    const subscriber = controller.addSubscriber();
    const stopListening = controller.subscribe(() => {});
    subscriber.update({ name: "dev", command: "true", onError: note });
    await eventually(() =>
      expect(["error", "exited", "running"]).toContain(controller.getSnapshot().status),
    );
    subscriber.release();
    stopListening();
    const all = [...errors, controller.getSnapshot().error].map(saidBy).join("\n");
    expect(all + said.join("\n")).not.toContain(TOKEN);
  },
);

async function kept() {
  const simulation = createSimulation();
  const issuer = createIssuer(simulation);
  const queryClient = new QueryClient();
  const store = simulatedStore(simulation, {
    queryClient,
    endpoint: () => {
      const { session, ...more } = issuer.next();
      const previews = { app: { url: "https://app.example/", token: `${MARK}-preview` } };
      return { session: { ...session, token: `${MARK}-session` }, previews, ...more };
    },
  });
  const leave = store.subscribe(() => {});
  await simulation.advance(1_000);
  const credential = store.peek();
  const preview = store.preview("app");
  if (!credential || !preview) throw new Error("There is no session.");
  return { store, credential, preview, queryClient, leave };
}

type Kept = Awaited<ReturnType<typeof kept>>;
const WAYS: Record<string, (value: unknown) => string> = {
  "as JSON": (value) => JSON.stringify(value),
  "inspected, with what is hidden": (value) => inspect(value, { showHidden: true, depth: 8 }),
  spread: (value) => JSON.stringify({ ...(value as object) }),
};
const THINGS: Record<string, (all: Kept) => unknown> = {
  "the credential": ({ credential }) => credential,
  "the address of a private preview": ({ preview }) => preview,
  "the session as hooks give it": ({ store }) => store.getSnapshot(),
  "the store": ({ store }) => store,
  "the query client": ({ queryClient }) => queryClient.getQueryCache().getAll(),
  "the SDK's instance": ({ store }) => sandboxHandle(store).load(),
};

attacks<readonly [(all: Kept) => unknown, (value: unknown) => string]>(
  "what holds a token",
  Object.fromEntries(
    Object.entries(THINGS).flatMap(([thing, pick]) =>
      Object.entries(WAYS).map(([way, read]) => [`${thing}, ${way}`, [pick, read] as const]),
    ),
  ),
  async ([pick, read]) => {
    const all = await kept();
    expect(all.credential.token + (all.preview.token ?? "")).toContain(MARK);
    expect(read(await pick(all))).not.toContain(MARK);
    all.leave();
  },
);
