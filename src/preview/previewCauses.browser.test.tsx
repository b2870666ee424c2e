import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { ReactNode } from "react";
import { cleanup } from "vitest-browser-react";
import { startOddApp, type OddApp } from "../../testbed/oddApp";
import { eventually } from "../../testbed/eventually";
import {
  previewError,
  previewFrame,
  previewSection,
  previewState,
  showPreview,
} from "../../testbed/shownPreview";
import { useProcess } from "../process";
import { SandboxProvider } from "../session";

/** Follows the process of the app, as the page does that started it. */
function FollowedApp() {
  useProcess({
    name: "odd-app",
    command: "node odd.mjs 3000 0.0.0.0",
    workingDir: "/app",
    waitForPorts: [3000],
  });
  return null;
}

let app: OddApp;
beforeAll(async () => {
  app = await startOddApp({
    previews: {
      app: 3000,
      plain: { port: 3000, responseHeaders: {} },
      open: { port: 3000, responseHeaders: { "Access-Control-Allow-Origin": "*" } },
      framing: {
        port: 3000,
        responseHeaders: {
          "Access-Control-Allow-Origin": "*",
          "Access-Control-Expose-Headers": "X-Frame-Options, Content-Security-Policy",
        },
      },
    },
  });
});
afterAll(() => app.stop());
beforeEach(async () => {
  await app.mode("page");
});
afterEach(async () => {
  await cleanup();
  await app.call("clearFaults");
});

describe("a page that cannot be shown is told by its cause", () => {
  it.each([
    ["/host", "host-blocked"],
    ["/no-content", "not-a-page"],
    ["/status/500", "app-failed"],
    ["/status/404", "app-failed"],
  ])("%s: %s", async (path, kind) => {
    await showPreview(app.endpoint, { path });
    await previewError(kind);
    expect(getComputedStyle(previewFrame()).visibility).toBe("hidden");
    expect(previewSection().querySelector("[data-panel=error] button")?.textContent).toBe(
      "Try again",
    );
  });

  it.each(["/xfo", "/csp"])("%s: frame-blocked, where the header may be read", async (path) => {
    await showPreview(app.endpoint, { path, preview: "framing" });
    await previewError("frame-blocked");
  });

  it("X-Frame-Options is overruled by the headers that the backend gives a preview", async () => {
    await showPreview(app.endpoint, { path: "/xfo" });
    await previewState("ready");
  });

  it("a hang: timeout, and the app's reply puts it right", async () => {
    await app.mode("hang");
    await showPreview(app.endpoint, { timeoutMs: 400, readiness: { probeTimeoutMs: 200 } });
    await previewError("timeout");
    await app.mode("page");
    await previewState("ready");
  });

  it("a download, told by its type: not-a-page", async () => {
    await showPreview(app.endpoint, { path: "/download" });
    await previewError("not-a-page");
  });

  it("a download, told by a frame that comes to nothing: not-a-page", async () => {
    await showPreview(app.endpoint, { path: "/attachment" });
    await previewError("not-a-page");
  });

  it.each([
    ["/away?to=http%3A%2F%2Flocalhost%3A1%2Flogin", "redirects"],
    ["/loop", "redirects"],
    ["/pdf", "PDF"],
  ])("%s, which no browser shows here: not-a-page, and why", async (path, why) => {
    const told: string[] = [];
    await showPreview(app.endpoint, { path, onStateChange: ({ status }) => told.push(status) });
    await previewError("not-a-page");
    expect(previewSection().querySelector("[role=alert]")?.textContent).toContain(why);
    expect(told).not.toContain("ready");
  });

  it("an app that takes longer for each answer than a probe may: the page, loaded once", async () => {
    await app.clear();
    await showPreview(app.endpoint, {
      path: "/late?ms=3000",
      readiness: { probeTimeoutMs: 2_000 },
    });
    await previewState("ready");
    expect((await app.requests()).filter(({ dest }) => dest === "iframe")).toHaveLength(1);
  });

  it("a page that refuses to be framed, by a header that may not be read: frame-blocked", async () => {
    await showPreview(app.endpoint, { path: "/xfo", preview: "open" });
    await previewError("frame-blocked");
  });

  it.each(["/status/500", "/host", "/xfo", "/csp"])(
    "%s, which may not be read, of a process whose port is open: cors-missing",
    async (path) => {
      const told: string[] = [];
      const followed = (tree: ReactNode) => (
        <SandboxProvider endpoint={app.endpoint}>
          <FollowedApp />
          {tree}
        </SandboxProvider>
      );
      await showPreview(
        app.endpoint,
        {
          path,
          preview: "plain",
          process: "odd-app",
          onStateChange: ({ status }) => told.push(status),
        },
        followed,
      );
      await previewError("cors-missing");
      expect(told).not.toContain("ready");
    },
  );

  it.each([
    [402, undefined, "quota-exceeded"],
    [403, undefined, "forbidden"],
    [404, "ROUTE_NOT_FOUND", "preview-not-found"],
  ] as const)("the platform's %i %s: %s", async (status, code, kind) => {
    await app.call("injectFault", { type: "status", status, code, on: { kind: "preview" } });
    await showPreview(app.endpoint);
    await previewError(kind);
    await app.call("clearFaults");
    await previewState("ready");
  });

  it.each([
    [429, "rate-limited"],
    [502, "nothing-listening"],
    [503, "sandbox-unavailable"],
    [504, "timeout"],
  ] as const)("the platform's %i: %s, when it lasts", async (status, kind) => {
    await app.call("injectFault", { type: "status", status, on: { kind: "preview" } });
    await showPreview(app.endpoint, { timeoutMs: 300 });
    await previewError(kind);
  });

  it("nobody answers: sandbox-unreachable", async () => {
    await app.call("injectFault", { type: "refuse", on: { kind: "preview" } });
    await showPreview(app.endpoint, { timeoutMs: 300 });
    await previewError("sandbox-unreachable");
  });

  it("a name that does not resolve: sandbox-unreachable, whatever the frame loaded", async () => {
    await showPreview(app.endpoint, { url: "https://nowhere.invalid/", timeoutMs: 300 });
    await eventually(() => expect(previewFrame().contentDocument).toBeNull());
    await previewError("sandbox-unreachable");
    expect(getComputedStyle(previewFrame()).visibility).toBe("hidden");
  });

  it("no network: offline, until it is back", async () => {
    const onLine = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    await app.call("injectFault", { type: "refuse", on: { kind: "preview" } });
    await showPreview(app.endpoint);
    await previewError("offline");
    onLine.mockRestore();
    await app.call("clearFaults");
    window.dispatchEvent(new Event("online"));
    await previewState("ready");
  });

  it.each([
    ["javascript:alert(1)"],
    ["data:text/html,hello"],
    ["/relative"],
    ["ftp://app.example/"],
    ["http://app.example/"],
    ["https://user:word@app.example/"],
    ["no url at all"],
  ])("%s: bad-url, and no frame", async (url) => {
    await showPreview(app.endpoint, { url });
    await previewError("bad-url");
    expect(document.querySelector("iframe.blaxel-preview-frame")).toBeNull();
  });

  it("a path that leads elsewhere: bad-url", async () => {
    await showPreview(app.endpoint, { path: "//elsewhere.example/" });
    await previewError("bad-url");
  });

  it("this page's own origin: same-origin-preview, unless the frame is kept in its sandbox", async () => {
    await showPreview(app.endpoint, { url: location.origin });
    await previewError("same-origin-preview");
    expect(document.querySelector("iframe.blaxel-preview-frame")).toBeNull();
  });

  it("a preview that the session does not have: preview-not-found", async () => {
    await showPreview(app.endpoint, { preview: "unheard-of" });
    await previewError("preview-not-found");
  });
});

describe("what is not an error", () => {
  it.each(["/redirect", "/away?to=/page"])("a redirect: %s", async (path) => {
    await showPreview(app.endpoint, { path });
    await previewState("ready");
  });

  it("a slow picture that holds back the load", async () => {
    await showPreview(app.endpoint, { path: "/slow" });
    await previewState("ready");
  });

  it("missing CORS headers: the page is shown, with a warning", async () => {
    await showPreview(app.endpoint, { preview: "plain" });
    await previewState("ready");
    await eventually(() =>
      expect(previewSection().querySelector(".blaxel-preview-warning")?.textContent).toContain(
        "CORS",
      ),
    );
  });

  it("a gateway error that nobody may read is never shown as the app", async () => {
    await app.call("injectFault", {
      type: "status",
      status: 502,
      cors: false,
      on: { kind: "preview" },
    });
    const told: string[] = [];
    await showPreview(app.endpoint, {
      timeoutMs: 8_000,
      onStateChange: ({ status }) => told.push(status),
    });
    await previewError("cors-missing");
    expect(told).not.toContain("ready");
    expect(document.querySelector("link[rel=prefetch]")).toBeNull();
    await app.call("clearFaults");
    await previewState("ready");
  });

  it("an app that answers after a gateway error that nobody may read", async () => {
    await app.call("injectFault", {
      type: "status",
      status: 502,
      cors: false,
      times: 4,
      on: { kind: "preview" },
    });
    await showPreview(app.endpoint);
    await previewState("ready");
    expect(previewSection().querySelector(".blaxel-preview-warning")).toBeNull();
  });
});
