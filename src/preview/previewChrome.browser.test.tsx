import axe from "axe-core";
import { afterEach, describe, expect, it } from "vitest";
import { cleanup, render } from "vitest-browser-react";
import { eventually } from "../../testbed/eventually";
import type { SandboxErrorKind } from "../errors";
import { SandboxFixture, type SandboxStates } from "../testing";
import { SandboxPreview } from ".";
import { previewError } from "./previewError";
import "../styles/styles.css";

afterEach(() => cleanup());

const show = (preview: SandboxStates["preview"], theme = "light") =>
  render(
    <main data-blaxel-theme={theme} style={{ height: 460 }}>
      <SandboxFixture preview={preview}>
        <SandboxPreview title="My app" />
      </SandboxFixture>
    </main>,
  );

const faceIsThere = () =>
  eventually(() => expect(document.querySelector(".blaxel-preview-toolbar")).not.toBeNull());

describe.each(["light", "dark"])("axe finds nothing, %s", (theme) => {
  it.each([
    ["waiting", { status: "waiting", stage: "server" }],
    ["slow", { status: "waiting", stage: "process", slow: true }],
    ["recovering", { status: "recovering", stage: "page" }],
    ["error", { status: "error", error: previewError("host-blocked", { status: 403 }) }],
    ["revealable", { status: "error", error: previewError("app-failed", { status: 500 }) }],
    ["asleep", { status: "asleep" }],
    ["idle", { status: "idle" }],
    ["ready", { status: "ready", warning: previewError("cors-missing") }],
  ] as const)("%s", async (_name, preview) => {
    await show(preview, theme);
    await faceIsThere();
    for (const animation of document.getAnimations()) {
      const { endTime } = animation.effect?.getComputedTiming() ?? {};
      if (endTime === Infinity) animation.cancel();
      else animation.finish();
    }
    const { violations } = await axe.run(document.querySelector("main") ?? document, {
      iframes: false,
    });
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});

describe("what a screen reader hears", () => {
  it("each state once: progress politely, errors at once", async () => {
    await show({ status: "waiting" });
    await faceIsThere();
    expect(document.querySelector("output")?.textContent).toBe("My app: Loading");
    expect(document.querySelector("[role=alert]")).toBeNull();
    await cleanup();
    await show({ status: "error", error: previewError("offline") });
    await faceIsThere();
    expect(document.querySelector("output")?.textContent).toBe("");
    expect(document.querySelectorAll("[role=alert]")).toHaveLength(1);
  });

  it("a name for every control", async () => {
    await show({ status: "error", error: previewError("app-failed") });
    await faceIsThere();
    for (const control of document.querySelectorAll("button, a, input")) {
      const name = control.getAttribute("aria-label") ?? control.textContent;
      expect(name, control.outerHTML).not.toBe("");
    }
  });
});

it("has a message and a hint for every kind that a preview can come to", () => {
  const kinds: SandboxErrorKind[] = ["app-failed", "blocked-by-csp", "bound-to-loopback"];
  kinds.push("cors-missing", "forbidden", "frame-blocked", "host-blocked", "not-a-page");
  kinds.push("nothing-listening", "offline", "preview-not-found", "preview-token-expired");
  kinds.push("process-exited", "quota-exceeded", "rate-limited", "same-origin-preview");
  kinds.push("sandbox-unavailable", "sandbox-unreachable", "timeout");
  for (const kind of kinds) {
    const { message, hint } = previewError(kind);
    expect(message, kind).not.toBe(kind);
    expect(hint, kind).not.toBe("");
  }
});
