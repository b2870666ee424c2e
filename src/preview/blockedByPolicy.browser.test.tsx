import { afterAll, afterEach, beforeAll, it, vi } from "vitest";
import { cleanup } from "vitest-browser-react";
import { startOddApp, type OddApp } from "../../testbed/oddApp";
import { eventually } from "../../testbed/eventually";
import { previewError, showPreview } from "../../testbed/shownPreview";

const engine = vi.hoisted(() => ({ come: () => {} }));
vi.mock("./previewEngine", async (importOriginal) => {
  await new Promise<void>((resolve) => {
    engine.come = resolve;
  });
  return importOriginal();
});

let app: OddApp;
beforeAll(async () => {
  app = await startOddApp();
  // A policy stays for the life of its page, so this test has a file, and thereby a page, of its
  // own.
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = "frame-src 'none'";
  document.head.append(policy);
});
afterAll(() => app.stop());
afterEach(() => cleanup());

it("a frame that this page's policy forbids before the engine is there: blocked-by-csp", async () => {
  const forbidden = new Promise((resolve) => {
    document.addEventListener("securitypolicyviolation", resolve, { once: true });
  });
  await showPreview(app.endpoint);
  await forbidden;
  await eventually(() => engine.come());
  await previewError("blocked-by-csp");
});
