// The frame of a private preview is let in by its address; all that its page asks for, by a cookie.
import { useEffect } from "react";
import { afterEach, expect, it } from "vitest";
import { cleanup, render } from "vitest-browser-react";
import { eventually } from "../../testbed/eventually";
import { askPage } from "../../testbed/framedPage";
import { startOddApp, type OddApp } from "../../testbed/oddApp";
import {
  previewError,
  previewFrame,
  previewSection,
  previewState,
} from "../../testbed/shownPreview";
import { SandboxProvider, useSandboxSession } from "../session";
import { SandboxPreview } from ".";
import type { StackOptions } from "../../testbed/stackServer";

let app: OddApp;
afterEach(async () => {
  await cleanup();
  await app.stop();
});

let refresh: () => Promise<unknown> = () => Promise.resolve();
function Refresh() {
  const session = useSandboxSession();
  useEffect(() => {
    ({ refresh } = session);
  }, [session]);
  return null;
}

/** The states that the preview has passed through, as far as its access goes. */
let accesses: (string | undefined)[] = [];

async function show(options: StackOptions = {}, credentialless = false) {
  accesses = [];
  app = await startOddApp({
    previews: { app: 3000, secret: { port: 3000, public: false } },
    ...options,
  });
  await render(
    <SandboxProvider endpoint={app.endpoint}>
      <Refresh />
      <div style={{ height: 500 }}>
        <SandboxPreview
          title="My app"
          preview="secret"
          credentialless={credentialless}
          onStateChange={({ access }) => accesses.push(access)}
        />
      </div>
    </SandboxProvider>,
  );
}

/** What a request of the page in the frame is answered. */
function statusInFrame(): Promise<number> {
  const { contentWindow } = previewFrame();
  return new Promise((resolve) => {
    const onMessage = ({ source, data }: MessageEvent<{ got?: number }>) => {
      if (source !== contentWindow || data.got === undefined) return;
      window.removeEventListener("message", onMessage);
      resolve(data.got);
    };
    window.addEventListener("message", onMessage);
    contentWindow?.postMessage({ get: "/asset" }, "*");
  });
}

it.each([false, true])(
  "the page goes on after its first token has ended, and is kept (credentialless: %s)",
  async (credentialless) => {
    await show({}, credentialless);
    await previewState("ready");
    await askPage(previewFrame(), "count");
    expect(await statusInFrame()).toBe(200);
    await app.call("endTokens", "secret");
    expect(await statusInFrame()).toBe(401);
    await app.call("renewSessions");
    await refresh();
    await eventually(async () => expect(await statusInFrame()).toBe(200));
    expect((await askPage(previewFrame())).count).toBe(1);
    expect(previewSection().dataset["state"]).toBe("ready");
  },
);

/** Gives the page a token that soon ends, and another in time. Waits until the first one has ended. */
async function passShortToken(): Promise<void> {
  await app.call("endTokens", "secret");
  await app.call("renewSessions", 12);
  await refresh();
  await eventually(async () => expect(await statusInFrame()).toBe(200));
  const answer = (await app.call("answer")) as { previews: { secret: { expires_at: string } } };
  const end = Date.parse(answer.previews.secret.expires_at);
  await app.call("renewSessions", 3_600);
  await refresh();
  await eventually(() => expect(Date.now()).toBeGreaterThan(end));
}

it.each([true, "first"] as const)(
  "goes on when a short token ends by itself, and is kept (previewCookie: %s)",
  async (previewCookie) => {
    await show({ previewCookie });
    await previewState("ready");
    await askPage(previewFrame(), "count");
    await passShortToken();
    await eventually(async () => expect(await statusInFrame()).toBe(200));
    expect((await askPage(previewFrame())).count).toBe(1);
    expect(previewSection().dataset["state"]).toBe("ready");
    expect(accesses).not.toContain("ended");
  },
);

it("says before a short token ends that no other has come, and loads the page anew when asked", async () => {
  await show({ sessionTtl: 10 });
  await previewState("ready");
  await askPage(previewFrame(), "count");
  await app.call("injectBackendFault", { type: "status", status: 503 });
  const notice = () => document.querySelector(".blaxel-preview-warning[role=status]");
  await eventually(() => expect(notice()?.textContent).toContain("refused"));
  expect(accesses.find(Boolean)).toBe("ending");
  expect((await askPage(previewFrame())).count).toBe(1);
  await app.call("clearFaults");
  await app.call("renewSessions", 3_600);
  notice()?.querySelector("button")?.click();
  await eventually(async () => {
    expect(notice()).toBeNull();
    expect((await askPage(previewFrame())).count).toBe(0);
    expect(await statusInFrame()).toBe(200);
  });
});

it("a page that is shown without its cookie says so, before and after its token has ended", async () => {
  await show({ previewCookie: false });
  await previewError("cookies-blocked");
  const reveal = [...previewSection().querySelectorAll("button")].find(({ textContent }) =>
    textContent?.includes("anyway"),
  );
  reveal?.click();
  await previewState("ready");
  const warning = () => document.querySelector(".blaxel-preview-warning")?.textContent;
  expect(warning()).toContain("no cookie");
  await app.call("endTokens", "secret");
  expect(await statusInFrame()).toBe(401);
  expect(warning()).toContain("no cookie");
});

it("is never ready where the browser keeps no cookie for it", async () => {
  const states = new Set<string | undefined>();
  await show({ previewCookie: false });
  const watcher = new MutationObserver(() => states.add(previewSection().dataset["state"]));
  watcher.observe(previewSection(), { attributes: true });
  await previewError("cookies-blocked");
  watcher.disconnect();
  expect(states).not.toContain("ready");
  expect(previewFrame().checkVisibility({ visibilityProperty: true })).toBe(false);
});
