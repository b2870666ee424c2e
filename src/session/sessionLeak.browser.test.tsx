import { dehydrate, QueryClient } from "@tanstack/react-query";
import { StrictMode, useEffect, type ReactNode } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { commands } from "vitest/browser";
import { render } from "vitest-browser-react";
import "../../testbed/pageLife.ts";
import type { BackendFault, Fault } from "blaxel-local";
import { eventually } from "../../testbed/eventually";
import { startBrowserStack, type BrowserStack } from "../../testbed/browserStack";
import { useSandbox, type SandboxHandle } from "../sandbox";
import {
  SandboxProvider,
  useSandboxSession,
  type SandboxSession,
  type SandboxSessionEvent,
} from "./index";

let stack: BrowserStack | undefined;
afterEach(async () => {
  await stack?.stop();
  vi.restoreAllMocks();
});

const BACKEND_FAULTS: BackendFault[] = [
  ...[401, 403, 404, 429, 500, 503].map((status) => ({ type: "status" as const, status })),
  ...(["html", "empty", "wrong-shape", "truncated", "no-token"] as const).map((body) => ({
    type: "body" as const,
    body,
  })),
  { type: "reset" },
  { type: "reset", afterBytes: 40 },
  { type: "slow", bytesPerSecond: 400 },
  { type: "hang" },
  { type: "repeat" },
  { type: "clock", offsetMs: -86_400_000 },
];

const SANDBOX_FAULTS: Fault[] = [
  ...[401, 403, 404, 500, 502].map((status) => ({ type: "status" as const, status })),
  { type: "reset", afterBytes: 0 },
];

/** Everything an error says, down through its causes. */
function saidBy(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.stack} ${JSON.stringify(error)} ${error.message} ${saidBy(error.cause ?? "")}`;
}

interface SessionProps {
  see: (session: SandboxSession, handle: SandboxHandle) => void;
}

function Session({ see }: SessionProps) {
  const session = useSandboxSession();
  const handle = useSandbox();
  useEffect(() => see(session, handle), [see, session, handle]);
  return (
    <>
      <p data-status={session.status}>{JSON.stringify(session)}</p>
      <iframe src={session.previewUrl} title="The app" />
    </>
  );
}

it("invariant 2: no token anywhere but in memory, after every fault", async () => {
  stack = await startBrowserStack({ sessionTtl: 3600 });
  const tokens = new Set<string>();
  const { fetch } = globalThis;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const response = await fetch(input, init);
    if (input === stack?.endpoint && response.ok) {
      const text = await response
        .clone()
        .text()
        .catch(() => "");
      for (const [, token] of text.matchAll(/"token":"([^"]+)"/g)) tokens.add(token ?? "");
    }
    return response;
  });
  const said: unknown[] = [];
  const note = (...args: unknown[]) => {
    said.push(...args.map(saidBy));
  };
  for (const name of Object.keys(console) as "log"[]) {
    if (typeof console[name] === "function") vi.spyOn(console, name).mockImplementation(note);
  }
  const onError = (event: ErrorEvent) => note(event.message, event.error);
  const onRejection = (event: PromiseRejectionEvent) => note(event.reason);
  window.addEventListener("error", onError);
  window.addEventListener("unhandledrejection", onRejection);
  const queryClient = new QueryClient();
  const events: SandboxSessionEvent[] = [];
  const snapshots: SandboxSession[] = [];
  let handle: SandboxHandle | undefined;
  const see = (session: SandboxSession, opened: SandboxHandle) => {
    snapshots.push(session);
    handle = opened;
  };
  const provide = (children: ReactNode) => (
    <StrictMode>
      <SandboxProvider
        endpoint={stack?.endpoint ?? ""}
        queryClient={queryClient}
        onEvent={(event) => events.push(event)}
      >
        {children}
      </SandboxProvider>
    </StrictMode>
  );
  const { container } = await render(provide(<Session see={see} />));
  const status = () => container.querySelector("p")?.dataset["status"];
  const errors: unknown[] = [];
  const look = async () => [
    JSON.stringify([await indexedDB.databases(), await caches.keys(), history.length]),
    document.title,
    document.referrer,
    document.documentElement.outerHTML,
    JSON.stringify([localStorage, sessionStorage, history.state]),
    document.cookie,
    location.href,
    performance
      .getEntriesByType("resource")
      .map(({ name }) => name)
      .join(" "),
    ...said.map(String),
    ...errors.map(saidBy),
    ...snapshots.map((one) => saidBy(one.error) + saidBy(one.refreshError) + JSON.stringify(one)),
    JSON.stringify(events),
    ...events.map((event) => ("error" in event ? saidBy(event.error) : "")),
    JSON.stringify(dehydrate(queryClient, { shouldDehydrateQuery: () => true })),
    JSON.stringify(
      queryClient
        .getQueryCache()
        .getAll()
        .map(({ state }) => state),
    ),
  ];
  const expectNoLeak = async (after: string) => {
    const places = await look();
    for (const token of tokens) {
      expect(
        places.findIndex((place) => place.includes(token)),
        after,
      ).toBe(-1);
    }
  };

  await eventually(() => expect(status()).toBe("ready"));
  await expectNoLeak("the first fetch");
  const heal = async () => {
    await stack?.call("clearFaults");
    await eventually(async () => {
      await snapshots.at(-1)?.refresh();
      expect(snapshots.at(-1)).toMatchObject({ status: "ready", refreshError: undefined });
    });
  };
  for (const fault of BACKEND_FAULTS) {
    await stack.call("injectBackendFault", fault);
    await snapshots.at(-1)?.refresh();
    await expectNoLeak(JSON.stringify(fault));
    await heal();
  }
  await commands.cutNetwork(`${stack.endpoint}*`);
  await snapshots.at(-1)?.refresh();
  expect(snapshots.at(-1)?.refreshError?.kind).toBe("offline");
  await expectNoLeak("offline");
  await commands.cutNetwork(null);
  await heal();
  for (const fault of SANDBOX_FAULTS) {
    await stack.call("injectFault", fault);
    const failed = await handle
      ?.run((sandbox) => sandbox.fs.ls("/"))
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({ name: "SandboxError" });
    errors.push(failed);
    await expectNoLeak(JSON.stringify(fault));
    await heal();
  }
  const instance = await handle?.load();
  said.push(JSON.stringify(instance));
  await expectNoLeak("the instance itself");
  expect(tokens.size).toBeGreaterThan(0);
  expect(events.filter(({ type }) => type === "failed").length).toBeGreaterThan(10);
  const headers = JSON.stringify(await stack.call("endpointHeaders"));
  const referers = await stack.call("referers");
  const toPreview = new URL(snapshots.at(-1)?.previewUrl ?? "").host;
  expect(referers.some(({ to }) => to.startsWith(toPreview))).toBe(true);
  expect(referers.some(({ to }) => to.includes("/s/"))).toBe(true);
  expect(referers.some(({ referer }) => referer !== undefined)).toBe(true);
  for (const token of tokens) {
    expect(headers).not.toContain(token);
    expect(referers.filter(({ referer }) => referer?.includes(token))).toEqual([]);
  }
  window.removeEventListener("error", onError);
  window.removeEventListener("unhandledrejection", onRejection);
}, 240_000);
