// Chromium itself takes the network away, hides the tab and freezes it. Only the return from the
// back/forward cache is an event that the test dispatches: Playwright switches that cache off.
import { QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { commands } from "vitest/browser";
import { render } from "vitest-browser-react";
import "../../testbed/pageLife.ts";
import { eventually } from "../../testbed/eventually";
import { SandboxProvider, useSandboxSession, type SandboxSession } from "./index";

const ASKED = `${location.origin}/package.json?ask`;

const answer = (seconds = 900) => ({
  session: {
    name: "session-1",
    url: "https://sandbox.example/s",
    token: `token-${Math.random()}`,
    expiresAt: new Date(Date.now() + seconds * 1000),
  },
});

function Reader({ see }: { see: (session: SandboxSession) => void }) {
  const session = useSandboxSession();
  useEffect(() => see(session), [see, session]);
  return null;
}

/** A page whose endpoint needs the network. */
async function openPage({ seconds = 900 } = {}) {
  const seen: { session?: SandboxSession } = {};
  let asked = 0;
  const endpoint = async () => {
    asked++;
    await fetch(ASKED, { cache: "no-store" });
    return answer(seconds);
  };
  const { unmount } = await render(
    <SandboxProvider endpoint={endpoint} queryClient={new QueryClient()}>
      <Reader
        see={(session) => {
          seen.session = session;
        }}
      />
    </SandboxProvider>,
  );
  return {
    unmount,
    asked: () => asked,
    session: () => seen.session,
    becomes: (state: object) => eventually(() => expect(seen.session).toMatchObject(state)),
  };
}

describe("without a network", () => {
  afterEach(() => commands.cutNetwork(null));

  it("the first fetch is an error that says offline; the network's return heals it", async () => {
    await commands.cutNetwork(`${ASKED}*`);
    expect(navigator.onLine).toBe(false);
    const page = await openPage();
    await page.becomes({ status: "error", error: { kind: "offline", retryable: true } });
    await commands.cutNetwork(null);
    await page.becomes({ status: "ready" });
    await page.unmount();
  });

  it("a refresh keeps the session and says offline", async () => {
    const page = await openPage();
    await page.becomes({ status: "ready" });
    await commands.cutNetwork(`${ASKED}*`);
    await page.session()?.refresh();
    await page.becomes({ status: "ready", refreshError: { kind: "offline" } });
    await commands.cutNetwork(null);
    await page.becomes({ status: "ready", refreshError: undefined });
    await page.unmount();
  });

  it("after expiry the session has ended and says offline; the network's return heals it", async () => {
    const page = await openPage({ seconds: 6 });
    await page.becomes({ status: "ready" });
    await commands.cutNetwork(`${ASKED}*`);
    await page.becomes({ status: "expired", refreshError: { kind: "offline" } });
    const before = page.asked();
    await commands.cutNetwork(null);
    await page.becomes({ status: "ready", refreshError: undefined });
    expect(page.asked()).toBeGreaterThan(before);
    await page.unmount();
  });

  it("an endpoint that is unreachable while the browser is on line is not called offline", async () => {
    await commands.cutNetwork(`${ASKED}*`);
    const offline = vi.spyOn(navigator, "onLine", "get").mockReturnValue(true);
    const page = await openPage();
    await page.becomes({ status: "error", error: { kind: "endpoint-unreachable" } });
    offline.mockRestore();
    await page.unmount();
  });
});

/** A session whose endpoint refuses, which only a wake makes it ask about again. */
const REFUSED_SESSION = `(async () => {
  // What the test runner wraps around every import() that it serves.
  window.__vitest_browser_runner__ = { wrapDynamicImport: (load) => load() };
  // Freezing breaks the connection of Vite's own client, which would then load the page anew.
  window.WebSocket = EventTarget;
  const { sessionStoreOf } = await import("/src/session/registry.ts");
  window.isWelcome = false;
  window.asked = 0;
  window.happened = [];
  for (const type of ["visibilitychange", "freeze", "resume"]) {
    document.addEventListener(type, () => happened.push(type));
  }
  window.store = sessionStoreOf({
    endpoint: () => {
      asked++;
      return isWelcome ? ${JSON.stringify(answer(3600))} : new Response(null, { status: 401 });
    },
  });
  store.subscribe(() => {});
})()`;

describe("a tab in the background", () => {
  const inTab = (expression: string, value: unknown) =>
    eventually(async () => expect(await commands.inTab(expression)).toEqual(value));
  const openRefused = async () => {
    await commands.openTab(`${location.origin}/package.json`);
    await inTab("[location.pathname, document.readyState, document.visibilityState]", [
      "/package.json",
      "complete",
      "hidden",
    ]);
    await inTab(REFUSED_SESSION, undefined);
    await inTab("[store.getSnapshot().status, asked]", ["error", 1]);
    await commands.inTab("window.isWelcome = true");
  };
  afterEach(() => commands.closeTab());

  it("asks again when it is shown", async () => {
    await openRefused();
    await commands.showTab(true);
    await inTab("[store.getSnapshot().status, asked, ...happened]", [
      "ready",
      2,
      "visibilitychange",
    ]);
  });

  it("asks again when it is no longer frozen", async () => {
    await openRefused();
    await commands.freezeTab(true);
    await commands.freezeTab(false);
    await inTab("[store.getSnapshot().status, asked, ...happened]", [
      "ready",
      2,
      "freeze",
      "resume",
    ]);
  });

  it("does not ask when it is hidden", async () => {
    await openRefused();
    await commands.inTab("window.isWelcome = false");
    await commands.showTab(true);
    await inTab("[store.getSnapshot().isRefreshing, asked]", [false, 2]);
    await commands.showTab(false);
    await inTab("happened", ["visibilitychange", "visibilitychange"]);
    expect(await commands.inTab("[asked, store.getSnapshot().nextRefreshAt]")).toEqual([2, null]);
  });
});

it("asks again on pageshow after the back/forward cache, and not on any other", async () => {
  let status = 401;
  let asked = 0;
  const seen: { session?: SandboxSession } = {};
  const endpoint = () => {
    asked++;
    return status === 200 ? answer() : new Response(null, { status });
  };
  const { unmount } = await render(
    <SandboxProvider endpoint={endpoint} queryClient={new QueryClient()}>
      <Reader
        see={(session) => {
          seen.session = session;
        }}
      />
    </SandboxProvider>,
  );
  await eventually(() => expect(seen.session?.status).toBe("error"));
  status = 200;
  window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: false }));
  expect(seen.session).toMatchObject({ isRefreshing: false, nextRefreshAt: undefined });
  window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  await eventually(() => expect(seen.session?.status).toBe("ready"));
  expect(asked).toBe(2);
  await unmount();
});
