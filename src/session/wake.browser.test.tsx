import { QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { expect, it, vi } from "vitest";
import { render } from "vitest-browser-react";
import { SandboxProvider, useSandboxSession, type SandboxSession } from "./index";

const answer = () => ({
  session: {
    name: "session-1",
    url: "https://sandbox.example/s",
    token: `token-${Math.random()}`,
    expiresAt: new Date(Date.now() + 900_000),
  },
});

function Reader({ see }: { see: (session: SandboxSession) => void }) {
  const session = useSandboxSession();
  useEffect(() => see(session), [see, session]);
  return null;
}

/** A page whose endpoint is down until told otherwise, so that only a wake brings it back in time. */
async function openDown() {
  let isUp = false;
  let asked = 0;
  let session: SandboxSession | undefined;
  const see = (seen: SandboxSession) => {
    session = seen;
  };
  const endpoint = () => {
    asked++;
    if (!isUp) throw new TypeError("Failed to fetch");
    return answer();
  };
  const { unmount } = await render(
    <SandboxProvider endpoint={endpoint} queryClient={new QueryClient()}>
      <Reader see={see} />
    </SandboxProvider>,
  );
  await vi.waitFor(() => expect(session?.status).toBe("error"));
  return {
    unmount,
    asked: () => asked,
    session: () => session,
    comeUp: () => {
      isUp = true;
    },
  };
}

const set = (target: object, name: string, value: unknown) =>
  Object.defineProperty(target, name, { configurable: true, get: () => value });

const WAKES: [name: string, wake: () => void][] = [
  ["online", () => window.dispatchEvent(new Event("online"))],
  ["visible", () => document.dispatchEvent(new Event("visibilitychange"))],
  ["resume", () => document.dispatchEvent(new Event("resume"))],
  [
    "pageshow after the back/forward cache",
    () => window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })),
  ],
];

it("offline is told as such, and what wakes the page asks again at once", async () => {
  set(navigator, "onLine", false);
  const page = await openDown();
  expect(page.session()).toMatchObject({ error: { kind: "offline", retryable: true } });
  set(navigator, "onLine", true);
  page.comeUp();
  window.dispatchEvent(new Event("online"));
  await vi.waitFor(() => expect(page.session()?.status).toBe("ready"), { timeout: 8_000 });
  await page.unmount();
}, 20_000);

it.each(WAKES)(
  "a final refusal is asked about again on %s",
  async (_name, wake) => {
    let status = 401;
    let asked = 0;
    let session: SandboxSession | undefined;
    const see = (seen: SandboxSession) => {
      session = seen;
    };
    const endpoint = () => {
      asked++;
      return status === 200 ? answer() : new Response(null, { status });
    };
    const { unmount } = await render(
      <SandboxProvider endpoint={endpoint} queryClient={new QueryClient()}>
        <Reader see={see} />
      </SandboxProvider>,
    );
    await vi.waitFor(() => expect(session?.status).toBe("error"));
    expect(asked).toBe(1);
    status = 200;
    wake();
    await vi.waitFor(() => expect(session?.status).toBe("ready"), { timeout: 8_000 });
    expect(asked).toBe(2);
    await unmount();
  },
  20_000,
);

it("a page that is shown without coming from the cache, or is hidden, does not ask", async () => {
  const page = await openDown();
  const before = page.asked();
  set(document, "visibilityState", "hidden");
  document.dispatchEvent(new Event("visibilitychange"));
  window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: false }));
  expect(page.asked()).toBe(before);
  Reflect.deleteProperty(document, "visibilityState");
  await page.unmount();
});
