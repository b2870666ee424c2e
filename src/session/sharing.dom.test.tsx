import { QueryClient, QueryClientProvider, useQuery, useQueryClient } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { Profiler, StrictMode, useEffect } from "react";
import { expect, it, vi } from "vitest";
import { SandboxProvider, useSandboxSession, useSessionStore, type SandboxEndpoint } from "./index";
import { answer, asked, Badge, fakeEndpoint, LIFE, pass } from "../../testbed/sessionDomTestbed";

fakeEndpoint();

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
  // Once when the request starts (isRefreshing), once when the session has changed; React 18 makes
  // one of both.
  const rendered = renders.reader - before.reader;
  expect(rendered % 500).toBe(0);
  expect(rendered / 500).toBeGreaterThanOrEqual(1);
  expect(rendered / 500).toBeLessThanOrEqual(2);
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

it("the app's own QueryClient holds the session, and stays what components inside get", async () => {
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
  ).toEqual([["own"], ["blaxel-react", "session", undefined, expect.any(Number)]]);
});

it("another client, given by name, comes before that of the app", async () => {
  const [app, given] = [new QueryClient(), new QueryClient()];
  render(
    <QueryClientProvider client={app}>
      <SandboxProvider endpoint="/given" queryClient={given}>
        <Badge />
      </SandboxProvider>
    </QueryClientProvider>,
  );
  await pass(100);
  const held = (client: QueryClient) => client.getQueryCache().getAll().length;
  expect([held(app), held(given)]).toEqual([0, 1]);
});
