import { QueryClient } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { expect, it, vi } from "vitest";
import { SandboxProvider, useSandboxSession } from "./index";
import { answer, asked, Badge, fakeEndpoint, LIFE, pass } from "../../testbed/sessionDomTestbed";

fakeEndpoint();

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

it.each<[what: string, initial: unknown]>([
  [
    "a proxy that throws",
    new Proxy(
      {},
      {
        get: () => {
          throw new Error("thrown by a hand-off");
        },
      },
    ),
  ],
  [
    "a getter that throws",
    {
      get preview_url() {
        throw new Error("thrown by a hand-off");
      },
    },
  ],
  ["a text", "https://app.example/"],
  ["a list", []],
])(
  "invariant 8: an `initial` that is %s does not throw while React renders",
  async (_what, initial) => {
    const page = (enabled: boolean) => (
      <SandboxProvider
        endpoint="/hostile-initial"
        enabled={enabled}
        queryClient={new QueryClient()}
        initial={initial as never}
      >
        <Badge />
      </SandboxProvider>
    );
    expect(renderToString(page(true))).not.toContain("ready");
    const { rerender } = render(page(false));
    expect(screen.getByText("pending")).toBeInTheDocument();
    rerender(page(true));
    await pass(2_000);
    expect(screen.getByText("ready session-1")).toBeInTheDocument();
  },
);

it.each([undefined, null, 7, {}])(
  "invariant 8: an endpoint that is %o is an error in the state",
  async (endpoint) => {
    render(
      <SandboxProvider endpoint={endpoint as never} queryClient={new QueryClient()}>
        <Badge />
      </SandboxProvider>,
    );
    await pass(1_000);
    expect(screen.getByText("error endpoint-unreachable")).toBeInTheDocument();
  },
);
