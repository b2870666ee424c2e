import { setImmediate as aTask } from "node:timers/promises";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import { StrictMode, useLayoutEffect, useState } from "react";
import { expect, it, vi } from "vitest";
import type { SandboxHandoff } from "../wire";
import {
  SandboxProvider,
  useSandboxSession,
  useSessionStore,
  type SandboxProviderProps,
} from "./index";
import { answer, asked, fakeEndpoint, pass } from "../../testbed/sessionDomTestbed";

fakeEndpoint();

/** Whom the backend takes the browser for: as a cookie says, which no component sees. */
let cookie = "tom";
const answerOf = (who: string) => {
  const { session, server_time } = answer();
  return {
    session: { ...session, name: `of-${who}` },
    preview_url: `https://${who}.example/`,
    server_time,
  };
};
const handOff = (who: string): SandboxHandoff => ({ preview_url: `https://${who}.example/` });

/** What the page showed after each commit, and for whom it was rendered. */
let commits: string[] = [];

function Shown({ who }: { who: string }) {
  const { status, name, previewUrl } = useSandboxSession();
  const shown = [status, name, previewUrl].filter(Boolean).join(" ");
  useLayoutEffect(() => void commits.push(`${who}: ${shown}`));
  return <p>{shown}</p>;
}

interface ViewProps extends Partial<SandboxProviderProps> {
  place?: string;
}

function mount(first: ViewProps = {}) {
  commits = [];
  cookie = "tom";
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(url);
    return Response.json(answerOf(cookie));
  });
  const queryClient = new QueryClient();
  const view = ({ place, ...props }: ViewProps) => (
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <SandboxProvider key={place} endpoint="/api/sandbox" {...props}>
          <Shown who={cookie} />
        </SandboxProvider>
      </QueryClientProvider>
    </StrictMode>
  );
  const { rerender, unmount } = render(view(first));
  const update = (props: ViewProps) => rerender(view(props));
  return { update, unmount, queryClient };
}

const ofAnn = () => commits.filter((commit) => commit.startsWith("ann:"));

it.each([
  ["with no hand-off", {}, {}],
  [
    "with the hand-off that the page came with",
    { initial: handOff("tom") },
    { initial: handOff("tom") },
  ],
  ["with a hand-off of its own", { initial: handOff("tom") }, { initial: handOff("ann") }],
  ["with a `key` too", { place: "tom" }, { place: "ann" }],
])("invariant 11: another identity %s has nothing of the one before", async (_how, tom, ann) => {
  const { update, queryClient } = mount({ identity: "tom", ...tom });
  await pass(2_000);
  expect(screen.getByText("ready of-tom https://tom.example/")).toBeInTheDocument();
  cookie = "ann";
  update({ identity: "ann", ...ann });
  await pass(2_000);
  expect(screen.getByText("ready of-ann https://ann.example/")).toBeInTheDocument();
  expect(ofAnn().join()).not.toContain("tom.");
  expect(ofAnn().join()).not.toContain("of-tom");
  expect(asked).toHaveLength(2);
  expect(
    JSON.stringify(
      queryClient
        .getQueryCache()
        .getAll()
        .map(({ state, queryKey }) => [state, queryKey]),
    ),
  ).not.toMatch(/tom/);
});

it("invariant 11: a hand-off that names other addresses is of another sandbox, also without an identity", async () => {
  const { update } = mount({ initial: handOff("tom") });
  await pass(2_000);
  cookie = "ann";
  update({ initial: handOff("ann") });
  await pass(2_000);
  expect(screen.getByText("ready of-ann https://ann.example/")).toBeInTheDocument();
  expect(ofAnn().join()).not.toContain("tom");
});

it("invariant 11: a provider that takes the place of another one, with a hand-off that names other addresses, has nothing of it", async () => {
  const { update } = mount({ place: "tom", initial: handOff("tom") });
  await pass(2_000);
  cookie = "ann";
  update({ place: "ann", initial: handOff("ann") });
  await pass(2_000);
  expect(screen.getByText("ready of-ann https://ann.example/")).toBeInTheDocument();
  expect(ofAnn().join()).not.toContain("tom");
});

it("invariant 11: an answer that is under way for the identity before is never used", async () => {
  const { update } = mount();
  const open: ((answer: Response) => void)[] = [];
  vi.stubGlobal("fetch", (url: string) => {
    asked.push(url);
    return new Promise<Response>((resolve) => open.push(resolve));
  });
  update({ identity: "tom" });
  await pass(10);
  const askedForTom = asked.length;
  update({ identity: "ann" });
  await pass(10);
  expect(asked).toHaveLength(askedForTom + 1);
  open[askedForTom - 1]?.(Response.json(answerOf("tom")));
  await pass(10);
  expect(screen.getByText("pending")).toBeInTheDocument();
  open[askedForTom]?.(Response.json(answerOf("ann")));
  await pass(2_000);
  expect(screen.getByText("ready of-ann https://ann.example/")).toBeInTheDocument();
});

it("invariant 11: an endpoint function written inline is the new one's at once", async () => {
  const called: string[] = [];
  const endpointOf = (who: string) => () => {
    called.push(who);
    return answerOf(who);
  };
  const { update } = mount({ identity: "tom", endpoint: endpointOf("tom") });
  await pass(2_000);
  cookie = "ann";
  update({ identity: "ann", endpoint: endpointOf("ann") });
  await pass(2_000);
  expect(screen.getByText("ready of-ann https://ann.example/")).toBeInTheDocument();
  expect(called).toEqual(["tom", "ann"]);
});

it("invariant 11: an answer under way is not used when a hand-off names another sandbox meanwhile", async () => {
  const { update } = mount();
  await pass(2_000);
  const open: ((answer: Response) => void)[] = [];
  vi.stubGlobal("fetch", () => new Promise<Response>((resolve) => open.push(resolve)));
  update({ sandbox: "other" });
  await pass(10);
  cookie = "ann";
  update({ sandbox: "other", initial: handOff("ann") });
  await pass(2_000);
  for (const [number, resolve] of open.entries()) {
    resolve(Response.json(answerOf(number === 0 ? "tom" : "ann")));
  }
  await pass(2_000);
  expect(screen.getByText("ready of-ann https://ann.example/")).toBeInTheDocument();
  expect(ofAnn().join()).not.toContain("tom");
});

it("invariant 11: a provider that is enabled again asks with the newest endpoint, whichever component asks first", async () => {
  const called: string[] = [];
  const endpointOf = (who: string) => () => {
    called.push(who);
    return answerOf(who);
  };
  function Early() {
    const store = useSessionStore();
    useLayoutEffect(() => store.subscribe(() => {}), [store]);
    return null;
  }
  let show: (state: { who: string; enabled: boolean }) => void = () => {};
  function Page() {
    const [{ who, enabled }, setState] = useState({ who: "tom", enabled: true });
    useLayoutEffect(() => {
      show = setState;
    }, []);
    return (
      <SandboxProvider endpoint={endpointOf(who)} enabled={enabled}>
        {enabled && <Early />}
      </SandboxProvider>
    );
  }
  render(<Page />);
  await pass(2_000);
  act(() => show({ who: "tom", enabled: false }));
  await pass(2_000);
  // As after an answer of the network, and not within an event of the user's.
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", false);
  show({ who: "ann", enabled: true });
  // React's own tasks are not those of the fake clock.
  for (let task = 0; task < 10; task++) await aTask();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(called).toEqual(["tom", "ann"]);
});

it("the same identity, and hand-offs that name known addresses, change nothing", async () => {
  const { update } = mount({ identity: "tom", initial: handOff("tom") });
  await pass(2_000);
  const session = screen.getByText("ready of-tom https://tom.example/");
  for (let turn = 0; turn < 5; turn++) {
    update({ identity: "tom", initial: turn % 2 ? undefined : handOff("tom") });
    await pass(2_000);
  }
  expect(session).toBeInTheDocument();
  expect(asked).toHaveLength(1);
});

it("a sandbox that got another address is still known by the one before, which a cached page may name", async () => {
  const { update } = mount({ initial: handOff("tom") });
  cookie = "moved";
  await pass(2_000);
  expect(screen.getByText("ready of-moved https://moved.example/")).toBeInTheDocument();
  update({ place: "the page again", initial: handOff("tom") });
  await pass(2_000);
  expect(screen.getByText("ready of-moved https://moved.example/")).toBeInTheDocument();
  expect(asked).toHaveLength(1);
});

it("back to the identity before: its session is fetched anew", async () => {
  const { update } = mount({ identity: "tom" });
  await pass(2_000);
  update({ identity: "ann" });
  await pass(2_000);
  update({ identity: "tom" });
  expect(screen.getByText("pending")).toBeInTheDocument();
  await pass(2_000);
  expect(asked).toHaveLength(3);
});

it("nothing of an identity is sent, or put into the query client", async () => {
  const sent: unknown[] = [];
  const { queryClient } = mount({ identity: "tom@example.com" });
  vi.stubGlobal("fetch", async (...args: unknown[]) => {
    sent.push(args);
    return Response.json(answerOf(cookie));
  });
  await pass(2_000);
  await act(() => queryClient.refetchQueries());
  const queries = queryClient.getQueryCache().getAll();
  expect(queries).not.toEqual([]);
  const keys = queries.map(({ queryKey }) => queryKey);
  expect(sent).not.toEqual([]);
  expect(JSON.stringify([sent, keys])).not.toContain("tom@");
});
