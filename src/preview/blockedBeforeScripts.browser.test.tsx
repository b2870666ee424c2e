import { render } from "@testing-library/react";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startOddApp, type OddApp } from "../../testbed/oddApp";
import { eventually } from "../../testbed/eventually";
import { previewError, previewFrame } from "../../testbed/shownPreview";
import { SandboxProvider } from "../session";
import { SandboxPreview } from ".";

let app: OddApp;
const violations: string[] = [];
const note = ({ blockedURI }: SecurityPolicyViolationEvent) => void violations.push(blockedURI);
beforeAll(async () => {
  app = await startOddApp();
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = "frame-src 'none'";
  document.head.append(policy);
  document.addEventListener("securitypolicyviolation", note);
});
afterAll(() => app.stop());

// A policy stays for the life of its page, so this test has a file, and thereby a page, of its own.
it("a server-rendered frame that this page's policy forbids: blocked-by-csp", async () => {
  const tree = (
    <SandboxProvider endpoint={app.endpoint} initial={{ preview_url: app.url }}>
      <SandboxPreview title="My app" />
    </SandboxProvider>
  );
  // What a server would send: the first render, without what effects do to it.
  const server = render(tree);
  const html = server.container.innerHTML;
  server.unmount();
  await eventually(() => expect(violations).toHaveLength(1));

  const container = document.createElement("div");
  document.body.append(container);
  container.innerHTML = html;
  await eventually(() => expect(violations).toHaveLength(2));
  const frame = previewFrame();
  const { unmount } = render(tree, { container, hydrate: true });
  await previewError("blocked-by-csp");
  expect(previewFrame()).toBe(frame);
  expect(violations).toHaveLength(2);
  unmount();
});
