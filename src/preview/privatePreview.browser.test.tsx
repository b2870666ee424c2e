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

async function show(options: StackOptions = {}, credentialless = false) {
  app = await startOddApp({
    previews: { app: 3000, secret: { port: 3000, public: false } },
    ...options,
  });
  await render(
    <SandboxProvider endpoint={app.endpoint}>
      <Refresh />
      <div style={{ height: 500 }}>
        <SandboxPreview title="My app" preview="secret" credentialless={credentialless} />
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
