import { afterAll, beforeAll, expect, it } from "vitest";
import { startOddApp, type OddApp } from "../../testbed/oddApp";
import {
  previewError,
  previewSection,
  previewState,
  showPreview,
} from "../../testbed/shownPreview";

let app: OddApp;
beforeAll(async () => {
  app = await startOddApp({ previews: { plain: { port: 3000, responseHeaders: {} } } });
});
afterAll(() => app.stop());

it("this page's own policy forbids the trial of a page that may not be read: it is said, never guessed", async () => {
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = "object-src 'none'";
  document.head.append(policy);
  const told: string[] = [];
  await showPreview(app.endpoint, { onStateChange: ({ status }) => told.push(status) });
  await previewError("cors-missing");
  expect(told).not.toContain("ready");
  const reveal = [...previewSection().querySelectorAll("button")].find(
    ({ textContent }) => textContent === "Show the page anyway",
  );
  reveal?.click();
  await previewState("ready");
});
