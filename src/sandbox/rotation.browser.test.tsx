import { QueryClient } from "@tanstack/react-query";
import { Profiler, useEffect } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { render } from "vitest-browser-react";
import { PATIENCE } from "../../testbed/patience";
import { eventually } from "../../testbed/eventually";
import { startBrowserStack, type BrowserStack } from "../../testbed/browserStack";
import { SandboxProvider, useSandboxSession, useSessionStore, type SessionStore } from "../session";
import { useSandbox, type SandboxHandle } from "./index";

let stack: BrowserStack | undefined;
afterEach(async () => {
  await stack?.stop();
  stack = undefined;
});

const isSdk = ({ name }: PerformanceEntry) => /@blaxel[_/]core/.test(name);
const sdkRequests = () => performance.getEntriesByType("resource").filter(isSdk).length;

interface Seen {
  handle: SandboxHandle;
  store: SessionStore;
}

function Driver({ see }: { see: (seen: Seen) => void }) {
  const handle = useSandbox();
  const store = useSessionStore();
  useEffect(() => see({ handle, store }), [see, handle, store]);
  return null;
}

function Reader() {
  return <p>{useSandboxSession().status}</p>;
}

async function open(endpoint: string, { readsSession }: { readsSession: boolean }) {
  const queryClient = new QueryClient();
  const all: Seen[] = [];
  let renders = 0;
  const see = (seen: Seen) => {
    all.push(seen);
  };
  const { unmount } = await render(
    <SandboxProvider endpoint={endpoint} queryClient={queryClient}>
      <Profiler id="driver" onRender={() => renders++}>
        <Driver see={see} />
      </Profiler>
      {readsSession && <Reader />}
    </SandboxProvider>,
  );
  const [seen] = all;
  if (!seen) throw new Error("Nothing was rendered.");
  return { ...seen, unmount, renders: () => renders };
}

it("invariant 3: the SDK is not loaded before something drives the sandbox; nor is a session asked for", async () => {
  stack = await startBrowserStack();
  const before = sdkRequests();
  const { unmount } = await open(stack.endpoint, { readsSession: false });
  expect(await stack.call("endpointRequests")).toBe(0);
  await unmount();
  const { handle, store } = await open(stack.endpoint, { readsSession: true });
  await eventually(() => expect(store.peek()).toBeDefined());
  expect(sdkRequests()).toBe(before);
  const files = await handle.run((sandbox) => sandbox.fs.ls("/"));
  expect(files).toHaveProperty("files");
  expect(sdkRequests()).toBeGreaterThan(before);
});

it("run keeps working through 20 rotations of URL and token with 200 calls in flight; invariant 4: nobody renders", async () => {
  stack = await startBrowserStack();
  const { handle, store, renders } = await open(stack.endpoint, { readsSession: true });
  const instance = await handle.load();
  const loaded = sdkRequests();
  const before = renders();
  const urls = new Set<string>();
  const tokens = new Set<string>();
  let next = 0;
  const rotated = new AbortController();
  let calls = 0;

  const caller = async () => {
    while (!rotated.signal.aborted) {
      const path = `/tmp/rotation-${next++ % 200}.txt`;
      await handle.run((sandbox) => sandbox.fs.write(path, "same"), { idempotent: true });
      expect(await handle.run((sandbox) => sandbox.fs.read(path), { idempotent: true })).toBe(
        "same",
      );
      calls++;
    }
  };
  const rotate = async () => {
    try {
      for (let turn = 0; turn < 20; turn++) {
        const { url = "", token = "" } = store.peek() ?? {};
        urls.add(url);
        tokens.add(token);
        await stack?.call("renewSessions");
        await store.getSnapshot().refresh();
        await eventually(() => expect(store.peek()?.token).not.toBe(token));
      }
    } finally {
      rotated.abort();
    }
  };
  await Promise.all([rotate(), ...Array.from({ length: 200 }, caller)]);

  expect(urls.size).toBe(20);
  expect(tokens.size).toBe(20);
  expect(calls).toBeGreaterThan(200);
  expect(await handle.load()).toBe(instance);
  expect(sdkRequests()).toBe(loaded);
  expect(renders()).toBe(before);
});

it("a deleted session heals inside run", async () => {
  stack = await startBrowserStack();
  const { handle, store } = await open(stack.endpoint, { readsSession: true });
  await handle.run((sandbox) => sandbox.fs.ls("/"));
  const used = await store.credential();
  await stack.call("injectFault", { type: "delete-session" });
  await stack.call("clearFaults");
  const list = () => handle.run((sandbox) => sandbox.fs.ls("/"), { idempotent: true });
  // The backend does not believe in the death of a session that it made less than five seconds ago.
  expect(await vi.waitFor(list, { ...PATIENCE, interval: 500 })).toHaveProperty("files");
  expect(store.peek()?.generation).toBeGreaterThan(used.generation);
});
