import { afterAll, beforeAll, it } from "vitest";
import { startOddApp, type OddApp } from "../../testbed/oddApp";
import { previewError, showPreview } from "../../testbed/shownPreview";

let app: OddApp;
beforeAll(async () => {
  app = await startOddApp();
});
afterAll(() => app.stop());

// A policy stays for the life of its page, so this test has a file, and thereby a page, of its own.
it("this page's own policy forbids the frame: blocked-by-csp", async () => {
  await import("./previewEngine");
  await import("./previewFace");
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = "frame-src 'none'";
  document.head.append(policy);
  await showPreview(app.endpoint);
  await previewError("blocked-by-csp");
});
