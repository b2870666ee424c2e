import { afterAll, beforeAll, expect, it } from "vitest";
import { startOddApp, type OddApp } from "../../testbed/oddApp";
import { eventually } from "../../testbed/eventually";
import { previewSection, previewState, showPreview } from "../../testbed/shownPreview";

let app: OddApp;
beforeAll(async () => {
  app = await startOddApp();
});
afterAll(() => app.stop());

it("this page's own policy forbids the probe: the page is shown, with a warning", async () => {
  await import("./previewEngine");
  await import("./previewChrome");
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = `connect-src 'self' ws: ${new URL(app.endpoint).origin}`;
  document.head.append(policy);
  await showPreview(app.endpoint);
  await previewState("ready");
  await eventually(() =>
    expect(previewSection().querySelector(".blaxel-preview-warning")?.textContent).toContain(
      "Content-Security-Policy",
    ),
  );
});
