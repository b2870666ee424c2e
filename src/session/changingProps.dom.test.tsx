import { QueryClient } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { StrictMode, useState } from "react";
import { expect, it, vi } from "vitest";
import {
  SandboxProvider,
  useSessionStore,
  type SandboxEndpoint,
  type SandboxSessionEvent,
} from "./index";
import { answer, Badge, fakeEndpoint, LIFE, pass } from "../../testbed/sessionDomTestbed";

fakeEndpoint();

/** An endpoint whose answers are given by hand, by sandbox. */
function byHand() {
  const open = new Map<string, (value: object) => void>();
  const aborted: string[] = [];
  const endpoint: SandboxEndpoint = ({ sandbox = "", signal }) => {
    signal.addEventListener("abort", () => aborted.push(sandbox));
    return new Promise((resolve) => open.set(sandbox, resolve as never));
  };
  const give = (sandbox: string) => {
    const { session, ...rest } = answer();
    open.get(sandbox)?.({ ...rest, session: { ...session, name: `of-${sandbox}` } });
  };
  return { endpoint, give, aborted };
}

it("another sandbox while the first is asked for: the late answer is nobody's, and is called off", async () => {
  const { endpoint, give, aborted } = byHand();
  const queryClient = new QueryClient();
  const page = (sandbox: string) => (
    <StrictMode>
      <SandboxProvider endpoint={endpoint} sandbox={sandbox} queryClient={queryClient}>
        <Badge />
      </SandboxProvider>
    </StrictMode>
  );
  const { rerender, unmount } = render(page("a"));
  await pass(10);
  rerender(page("b"));
  await pass(10);
  expect(aborted).toEqual(["a"]);
  give("a");
  await pass(10);
  expect(screen.getByText("pending")).toBeInTheDocument();
  give("b");
  await pass(10);
  expect(screen.getByText("ready of-b")).toBeInTheDocument();
  unmount();
  await pass(10);
  expect(vi.getTimerCount()).toBe(0);
});

it("`enabled` switched to and fro while the endpoint is asked: one session, one timer", async () => {
  const { endpoint, give } = byHand();
  const queryClient = new QueryClient();
  const page = (enabled: boolean) => (
    <SandboxProvider endpoint={endpoint} enabled={enabled} queryClient={queryClient}>
      <Badge />
    </SandboxProvider>
  );
  const { rerender } = render(page(true));
  for (let turn = 0; turn < 20; turn++) {
    rerender(page(turn % 2 === 0));
    await pass(turn % 3);
  }
  rerender(page(true));
  await pass(2_000);
  give("");
  await pass(10);
  expect(screen.getByText("ready of-")).toBeInTheDocument();
  expect(vi.getTimerCount()).toBe(1);
  rerender(page(false));
  await pass(LIFE);
  expect(screen.getByText("pending")).toBeInTheDocument();
  expect(vi.getTimerCount()).toBe(0);
});

it("one of two providers leaves while both are waiting: the other gets the session", async () => {
  const { endpoint, give, aborted } = byHand();
  const queryClient = new QueryClient();
  const pair = (both: boolean) => (
    <>
      {both && (
        <SandboxProvider endpoint={endpoint} queryClient={queryClient}>
          <Badge />
        </SandboxProvider>
      )}
      <SandboxProvider endpoint={endpoint} queryClient={queryClient}>
        <Badge />
      </SandboxProvider>
    </>
  );
  const { rerender } = render(pair(true));
  await pass(10);
  rerender(pair(false));
  await pass(10);
  expect(aborted).toEqual([]);
  give("");
  await pass(10);
  expect(screen.getByText("ready of-")).toBeInTheDocument();
});

it("everything written inline, a new client too, in renders that its own events cause: one session, one timer", async () => {
  const seen = { asked: 0, events: 0, renders: 0, stores: new Set<unknown>() };
  function Store() {
    seen.stores.add(useSessionStore());
    return null;
  }
  function Page() {
    const [events, setEvents] = useState<string[]>([]);
    seen.renders++;
    return (
      <SandboxProvider
        endpoint={() => {
          seen.asked++;
          return answer();
        }}
        queryClient={new QueryClient()}
        labels={{ "preview.reload": `Reload ${events.length}` }}
        initial={{ preview_url: "https://app.example/" }}
        onEvent={({ type }) => {
          // Not for ever, should each event make another session.
          if (++seen.events < 100) setEvents((before) => [...before, type]);
        }}
      >
        <Badge />
        <Store />
        <p>{events.join()}</p>
      </SandboxProvider>
    );
  }
  const { unmount, rerender } = render(<Page />, { wrapper: StrictMode });
  await pass(2_000);
  expect(screen.getByText("ready session-0")).toBeInTheDocument();
  expect(screen.getByText("fetched")).toBeInTheDocument();
  for (let turn = 0; turn < 50; turn++) {
    rerender(<Page />);
    await pass(100);
  }
  expect(screen.getByText("ready session-0")).toBeInTheDocument();
  await pass(LIFE);
  expect(screen.getByText("fetched,refreshed")).toBeInTheDocument();
  expect(seen).toMatchObject({ asked: 2, events: 2 });
  expect(vi.getTimerCount()).toBe(1);
  // One for the page and one that StrictMode throws away.
  expect(seen.stores.size).toBeLessThanOrEqual(2);
  unmount();
  await pass(10);
  expect(vi.getTimerCount()).toBe(0);
});

it.each<[what: string, unmounts: (event: SandboxSessionEvent) => boolean]>([
  ["when it hears of the first session", () => true],
  ["when it hears of a renewal", ({ type }) => type === "refreshed"],
])("an onEvent that takes the provider away %s leaves nothing behind", async (_what, unmounts) => {
  const queryClient = new QueryClient();
  let calls = 0;
  const { unmount } = render(
    <SandboxProvider
      endpoint={() => answer()}
      queryClient={queryClient}
      onEvent={(event) => {
        calls++;
        if (unmounts(event)) unmount();
      }}
    >
      <Badge />
    </SandboxProvider>,
  );
  await pass(LIFE);
  const before = calls;
  await pass(2 * LIFE);
  expect(calls).toBe(before);
  expect(vi.getTimerCount()).toBe(0);
  expect(queryClient.getQueryCache().getAll()).toEqual([]);
});
