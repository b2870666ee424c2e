import { QueryClient, QueryClientProvider, useQuery, useQueryClient } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import { Profiler, StrictMode, useEffect } from "react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import {
  SandboxProvider,
  useSandboxSession,
  useSessionStore,
  type SandboxEndpoint,
  type SandboxSessionEvent,
} from "./index";

const LIFE = 900_000;
let asked: string[] = [];

const answer = () => ({
  session: {
    name: `session-${asked.length}`,
    url: "https://sandbox.example/s",
    token: `marked-token-${asked.length}`,
    expiresAt: new Date(Date.now() + LIFE).toISOString(),
  },
  preview_url: "https://app.example/",
  server_time: new Date().toISOString(),
});

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(url);
    return Response.json(answer());
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

function Badge() {
  const { status, name, error } = useSandboxSession();
  return <p>{[status, name, error?.kind].filter(Boolean).join(" ")}</p>;
}

it("invariant 5: 1,000 components cost one request and one timer; invariant 4: a rotation renders only readers", async () => {
  const renders = { reader: 0, other: 0 };
  function Reader() {
    return <>{useSandboxSession().name}</>;
  }
  function Other() {
    const store = useSessionStore();
    useEffect(() => store.subscribe(() => {}), [store]);
    return null;
  }
  const count = (part: keyof typeof renders) => () => void renders[part]++;
  const timersBefore = vi.getTimerCount();
  render(
    <SandboxProvider endpoint="/thousand" queryClient={new QueryClient()}>
      {Array.from({ length: 500 }, (_, index) => (
        <Profiler key={index} id="reader" onRender={count("reader")}>
          <Reader />
        </Profiler>
      ))}
      {Array.from({ length: 500 }, (_, index) => (
        <Profiler key={index} id="other" onRender={count("other")}>
          <Other />
        </Profiler>
      ))}
    </SandboxProvider>,
  );
  await pass(10);
  expect(asked).toEqual(["/thousand"]);
  expect(vi.getTimerCount() - timersBefore).toBe(1);
  const before = { ...renders };
  await pass(LIFE);
  expect(asked).toHaveLength(2);
  expect(vi.getTimerCount() - timersBefore).toBe(1);
  expect(renders.other).toBe(before.other);
  // Once when the request starts (isRefreshing), once when the session has changed.
  expect(renders.reader - before.reader).toBe(2 * 500);
});

it("invariant 8: StrictMode asks once", async () => {
  render(
    <StrictMode>
      <SandboxProvider endpoint="/strict" queryClient={new QueryClient()}>
        <Badge />
      </SandboxProvider>
    </StrictMode>,
  );
  await pass(2000);
  expect(screen.getByText("ready session-1")).toBeInTheDocument();
  expect(asked).toEqual(["/strict"]);
});

it("a provider that is taken away and put back at once keeps its session", async () => {
  const queryClient = new QueryClient();
  const page = (key: string) => (
    <SandboxProvider key={key} endpoint="/moved" queryClient={queryClient}>
      <Badge />
    </SandboxProvider>
  );
  const { rerender } = render(page("here"));
  await pass(10);
  rerender(page("there"));
  expect(screen.getByText("ready session-1")).toBeInTheDocument();
  await pass(2000);
  expect(asked).toHaveLength(1);
});

it("two providers of the same endpoint and sandbox share one request and one timer; another sandbox has its own", async () => {
  const queryClient = new QueryClient();
  const pair = (sandbox?: string) => (
    <SandboxProvider endpoint="/shared" sandbox={sandbox} queryClient={queryClient}>
      <Badge />
    </SandboxProvider>
  );
  render(
    [pair(), pair(), pair("lesson 3")].map((element, index) => <div key={index}>{element}</div>),
  );
  await pass(10);
  expect(asked).toEqual(["/shared", "/shared?sandbox=lesson+3"]);
  expect(vi.getTimerCount()).toBe(2);
  await pass(LIFE);
  expect(asked).toHaveLength(4);
});

it("invariant 8: server rendering does not fetch, and hydrates without a mismatch", async () => {
  const problems = vi.spyOn(console, "error").mockImplementation(() => {});
  const page = (client: QueryClient) => (
    <SandboxProvider
      endpoint="/ssr"
      queryClient={client}
      initial={{ preview_url: "https://app.example/", server_time: new Date().toISOString() }}
    >
      <Badge />
      <Url />
    </SandboxProvider>
  );
  function Url() {
    return <b>{useSandboxSession().previewUrl}</b>;
  }
  const html = renderToString(page(new QueryClient()));
  expect(html).toContain("https://app.example/");
  expect(asked).toEqual([]);
  const container = document.createElement("div");
  container.innerHTML = html;
  const root = await act(async () => hydrateRoot(container, page(new QueryClient())));
  await pass(2000);
  expect(container.textContent).toBe("ready session-1https://app.example/");
  expect(asked).toEqual(["/ssr"]);
  expect(problems).not.toHaveBeenCalled();
  act(() => root.unmount());
  problems.mockRestore();
});

it("a full session as `initial` is used at once, and renewed in time", async () => {
  const initial = answer();
  const page = (
    <SandboxProvider endpoint="/full" queryClient={new QueryClient()} initial={initial}>
      <Badge />
    </SandboxProvider>
  );
  expect(renderToString(page)).toContain("ready session-0");
  render(page);
  expect(screen.getByText("ready session-0")).toBeInTheDocument();
  await pass(10_000);
  expect(asked).toEqual([]);
  await pass(LIFE);
  expect(asked).toHaveLength(1);
  expect(screen.getByText("ready session-1")).toBeInTheDocument();
});

it("nothing starts until `enabled`, and it stops when it no longer is", async () => {
  const queryClient = new QueryClient();
  const page = (enabled: boolean) => (
    <SandboxProvider endpoint="/enabled" enabled={enabled} queryClient={queryClient}>
      <Badge />
    </SandboxProvider>
  );
  const { rerender } = render(page(false));
  await pass(LIFE);
  expect(asked).toEqual([]);
  rerender(page(true));
  await pass(10);
  expect(screen.getByText("ready session-1")).toBeInTheDocument();
  rerender(page(false));
  await pass(2 * LIFE);
  expect(screen.getByText("pending")).toBeInTheDocument();
  expect(asked).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

it("an endpoint function written inline starts no new session, and the newest one is called", async () => {
  const called: number[] = [];
  const queryClient = new QueryClient();
  const page = (version: number) => {
    const endpoint: SandboxEndpoint = () => {
      called.push(version);
      return answer();
    };
    return (
      <SandboxProvider endpoint={endpoint} queryClient={queryClient}>
        <Badge />
      </SandboxProvider>
    );
  };
  const { rerender } = render(page(1));
  await pass(10);
  for (let version = 2; version < 20; version++) rerender(page(version));
  await pass(2000);
  expect(called).toEqual([1]);
  await pass(LIFE);
  expect(called).toEqual([1, 19]);
});

it("the user's own QueryClient and provider stay untouched, around and inside", async () => {
  const own = new QueryClient();
  const seen = new Set<QueryClient>();
  function Own() {
    seen.add(useQueryClient());
    return <i>{useQuery({ queryKey: ["own"], queryFn: () => "own data" }).data}</i>;
  }
  render(
    <QueryClientProvider client={own}>
      <SandboxProvider endpoint="/own">
        <Own />
        <Badge />
      </SandboxProvider>
    </QueryClientProvider>,
  );
  await pass(100);
  expect([...seen]).toEqual([own]);
  expect(screen.getByText("own data")).toBeInTheDocument();
  expect(
    own
      .getQueryCache()
      .getAll()
      .map(({ queryKey }) => queryKey),
  ).toEqual([["own"]]);
});

it("onEvent hears what happened, without a token", async () => {
  const events: SandboxSessionEvent[] = [];
  render(
    <SandboxProvider
      endpoint="/events"
      sandbox="one"
      queryClient={new QueryClient()}
      onEvent={(event) => {
        events.push(event);
        throw new TypeError("an error of the listener");
      }}
    >
      <Badge />
    </SandboxProvider>,
  );
  const thrown: unknown[] = [];
  const note = (error: unknown) => thrown.push(error);
  process.on("uncaughtException", note);
  await pass(10);
  vi.stubGlobal("fetch", async () => new Response(null, { status: 500 }));
  await pass(LIFE);
  vi.stubGlobal("fetch", async () => Response.json(answer()));
  await pass(LIFE / 3);
  process.off("uncaughtException", note);
  const types = events.map(({ type }) => type);
  expect(types[0]).toBe("fetched");
  expect(types).toContain("failed");
  expect(types).toContain("expired");
  expect(types).toContain("recovered");
  expect(JSON.stringify(events)).not.toContain("marked-token");
  expect(events.every(({ sandbox }) => sandbox === "one")).toBe(true);
  expect(thrown.length).toBe(events.length);
  expect(screen.getByText(/^ready/)).toBeInTheDocument();
});

it("invariant 8: hooks without a provider give an error that says so, and never throw", async () => {
  let committed = 0;
  render(
    <Profiler id="alone" onRender={() => committed++}>
      <Badge />
    </Profiler>,
  );
  await pass(1000);
  expect(screen.getByText("error invalid-options")).toBeInTheDocument();
  expect(committed).toBe(1);
});

it("an `initial` that cannot be used says so, and the session is fetched all the same", async () => {
  const page = (
    <SandboxProvider
      endpoint="/bad-initial"
      queryClient={new QueryClient()}
      initial={{ preview_url: "nowhere" }}
    >
      <Badge />
    </SandboxProvider>
  );
  expect(renderToString(page)).toContain("endpoint-invalid");
  render(page);
  await pass(2000);
  expect(screen.getByText("ready session-1")).toBeInTheDocument();
});
