import { QueryClient } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { StrictMode } from "react";
import { expect, it, vi } from "vitest";
import { SandboxProvider, type SandboxEndpoint } from "./index";
import { answer, Badge, fakeEndpoint, LIFE, pass } from "./sessionDomTestbed";

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
