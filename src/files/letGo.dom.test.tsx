// invariant 10: the sandbox may sleep
import { QueryClient } from "@tanstack/react-query";
import { act, render } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Credential, createStaticStore, SessionStoreContext, type SessionStore } from "../session";
import { SandboxError } from "../errors";
import { useDirectory } from "./useDirectory";
import { useFile } from "./useFile";

const MINUTE = 60_000;
const credential = new Credential("s", "https://sandbox.example", "token", Date.now() + 1e9, 1);
const unused = new SandboxError({ kind: "offline", message: "", hint: "", retryable: true });
const listing = { files: [{ name: "a.txt", size: 1, lastModified: "x" }], subdirectories: [] };

/** Every request, and the watches that are open. */
const requests: string[] = [];
const watches = new Set<string>();

beforeEach(() => {
  vi.useFakeTimers();
  requests.length = 0;
  vi.stubGlobal("fetch", async (url: string, { signal }: RequestInit) => {
    const path = decodeURIComponent(new URL(url).pathname).replace("//", "/");
    requests.push(path);
    if (path.endsWith(".txt")) return new Response("text", { headers: { "Last-Modified": "x" } });
    if (!path.startsWith("/watch")) return Response.json(listing);
    watches.add(path);
    return new Promise((_resolve, reject) => {
      signal?.addEventListener("abort", () => {
        watches.delete(path);
        reject(signal.reason);
      });
    });
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const look = (state: DocumentVisibilityState) => {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  act(() => void document.dispatchEvent(new Event("visibilitychange")));
};

function Files() {
  const { status } = useDirectory("/app");
  const file = useFile("/app/a.txt");
  return <p>{`${status} ${file.status}`}</p>;
}

function show() {
  const store: SessionStore = {
    ...createStaticStore(unused),
    enabled: true,
    queryClient: new QueryClient(),
    queryKey: ["blaxel-react", "session", undefined, 1],
    peek: () => credential,
    credential: async () => credential,
    replace: async () => credential,
  };
  return render(
    <SessionStoreContext.Provider value={store}>
      <Files />
    </SessionStoreContext.Provider>,
  );
}

it("invariant 10: a tab that is hidden for a minute watches and asks nothing, and looks again when it is shown", async () => {
  const { container, unmount } = show();
  await pass(2_000);
  expect(container.textContent).toBe("ready ready");
  expect([...watches]).toEqual(["/watch/filesystem/app"]);
  look("hidden");
  await pass(MINUTE + 1_000);
  expect(watches.size).toBe(0);
  requests.length = 0;
  await pass(60 * MINUTE);
  expect(requests).toEqual([]);
  look("visible");
  await pass(1_000);
  expect(watches.size).toBe(1);
  expect(requests).toEqual(expect.arrayContaining(["/filesystem/app", "/filesystem/app/a.txt"]));
  unmount();
  await pass(1_000);
  requests.length = 0;
  await pass(60 * MINUTE);
  expect([watches.size, requests]).toEqual([0, []]);
});

it("an older server, which says nothing when a watch begins, is asked ever less often", async () => {
  const { unmount } = show();
  await pass(30_000);
  const listings = requests.filter((path) => path === "/filesystem/app").length;
  expect(listings).toBeLessThanOrEqual(8);
  unmount();
});
