import { QueryClient } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { Profiler } from "react";
import { expect, it, vi } from "vitest";
import { SandboxProvider, type SandboxSessionEvent } from "./index";
import { answer, asked, Badge, fakeEndpoint, LIFE, pass } from "../../testbed/sessionDomTestbed";

fakeEndpoint();

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

it("onEvent hears what happened, without a token", async () => {
  const events: SandboxSessionEvent[] = [];
  const thrown: unknown[] = [];
  vi.stubGlobal("reportError", (error: unknown) => thrown.push(error));
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
  await pass(10);
  vi.stubGlobal("fetch", async () => new Response(null, { status: 500 }));
  await pass(LIFE);
  vi.stubGlobal("fetch", async () => Response.json(answer()));
  await pass(LIFE / 3);
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
