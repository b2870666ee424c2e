import { useState } from "react";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { page, userEvent } from "vitest/browser";
import { cleanup, render } from "vitest-browser-react";
import { ProcessLogs, SandboxPreview, SandboxProvider, useProcess } from "blaxel-react";
import { startBrowserStack } from "../../testbed/browserStack";
import { createChangingPreview } from "../../testbed/changingPreview";
import { eventually } from "../../testbed/eventually";
import { keepDoing, translate, wrapAllTexts, wrapElements } from "../../testbed/translate";
import { previewError } from "../preview/previewError";
import { createPreviewFixture, type PreviewFixture } from "./previewFixture";
import { SandboxFixture } from "./SandboxFixture";
import "../styles/styles.css";

const thrown: unknown[] = [];
const note = (event: ErrorEvent) => {
  thrown.push(event.error ?? event.message);
  event.preventDefault();
};
beforeEach(() => {
  thrown.length = 0;
  addEventListener("error", note);
});
afterEach(async () => {
  await cleanup();
  removeEventListener("error", note);
});

const ours = () => document.querySelector(".app") ?? document.body;
/** The user's app is there, and nothing fell. */
const allIsWell = () => {
  expect(thrown).toEqual([]);
  expect(document.querySelector(".app > h1")?.textContent).toBe("The user's app");
  expect(document.querySelector(".blaxel-fallen")).toBeNull();
};

const src = "about:blank";
const states: [name: string, fixture: PreviewFixture][] = [
  ["idle", { status: "idle" }],
  ["waiting", { status: "waiting", stage: "session" }],
  ["waiting for the process", { status: "waiting", stage: "process", src }],
  ["slow", { status: "waiting", stage: "server", slow: true, src }],
  ["loading", { status: "loading", stage: "page", src }],
  ["ready", { status: "ready", src }],
  ["ready, with a warning", { status: "ready", src, warning: previewError("cors-missing") }],
  ["recovering", { status: "recovering", stage: "page", src }],
  ["asleep", { status: "asleep" }],
  ["an error", { status: "error", error: previewError("nothing-listening"), src }],
  ["an error that may be looked at", { status: "error", error: previewError("app-failed"), src }],
  ["an error of the page", { status: "error", error: previewError("sdk-unavailable") }],
];
const presets = states.map(([name, fixture]) => [name, createPreviewFixture(fixture)] as const);

const [idle, asleep] = [
  createPreviewFixture({ status: "idle" }),
  createPreviewFixture({ status: "asleep" }),
];

/** What a user reads of a preview, each text for itself. */
const said = () =>
  [
    ...document.querySelectorAll(
      ".blaxel-preview-panel > :not(figure), .blaxel-preview-warning, output",
    ),
  ]
    .map((part) => part.textContent)
    .filter(Boolean);

describe.each([
  ["the browser's translation", translate],
  ["an extension that minds no `translate`", wrapAllTexts],
] as const)("invariant 8: under %s", (_who, wrap) => {
  it.each(presets)("a preview that is %s becomes whatever comes", async (_name, from) => {
    const changing = createChangingPreview(from);
    await render(
      <SandboxFixture process={{ dev: { lines: ["ready in 12 ms"] } }}>
        <changing.Provider>
          <div className="app" style={{ height: 460 }}>
            <h1>The user&apos;s app</h1>
            <SandboxPreview title="My app" process="dev" />
          </div>
        </changing.Provider>
      </SandboxFixture>,
    );
    await eventually(() => expect(document.querySelector("output")).not.toBeNull());
    for (const [, to] of presets) {
      const toolbar = ours().querySelector(".blaxel-preview-toolbar");
      changing.become(from);
      wrap(ours());
      changing.become(to);
      allIsWell();
      const underWrapping = said();
      expect(ours().querySelector(".blaxel-preview-toolbar")).toBe(toolbar);
      // Rendered from nothing, without any wrapping, the same is said.
      changing.become(to.state.status === "idle" ? asleep : idle);
      changing.become(to);
      expect(underWrapping).toEqual(said());
    }
  });

  it("the controls of a preview work", async () => {
    await render(
      <SandboxFixture preview={{ status: "ready", src }}>
        <div className="app" style={{ height: 460 }}>
          <h1>The user&apos;s app</h1>
          <SandboxPreview title="My app" />
        </div>
      </SandboxFixture>,
    );
    const path = page.getByRole("textbox", { name: "Path in the app" });
    await expect.element(path).toBeVisible();
    onTestFinished(keepDoing(ours(), wrap));
    await userEvent.fill(path, "https://elsewhere.example/");
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByText("Only addresses of this app")).toBeVisible();
    await userEvent.click(page.getByRole("button", { name: "Phone" }));
    await userEvent.click(path);
    await userEvent.keyboard("{Escape}");
    await expect.element(page.getByText("Only addresses of this app")).not.toBeInTheDocument();
    await userEvent.click(page.getByRole("button", { name: "Copy the link" }));
    await userEvent.click(path);
    allIsWell();
  });

  it("a log goes on, is searched, filtered, copied and left", async () => {
    const stack = await startBrowserStack();
    onTestFinished(() => stack.stop());
    await render(
      <SandboxProvider endpoint={stack.endpoint}>
        <Logged />
      </SandboxProvider>,
    );
    onTestFinished(keepDoing(ours(), wrap));
    const log = () => page.getByRole("log").element();
    await expect.element(page.getByText("step 40 done")).toBeVisible();
    log().scrollTop = 0;
    await userEvent.click(page.getByRole("button", { name: "Jump to the end" }));
    const box = page.getByRole("searchbox");
    await userEvent.fill(box, "step");
    await userEvent.keyboard("{Enter}");
    await eventually(() => expect(log().querySelector("mark")).not.toBeNull());
    await userEvent.fill(box, "teapot");
    await userEvent.fill(box, "");
    await userEvent.selectOptions(page.getByRole("combobox"), "stderr");
    await expect.element(page.getByText("step 40 done")).not.toBeInTheDocument();
    await userEvent.selectOptions(page.getByRole("combobox"), "all");
    // The line that was found is where the reader is, whatever was shown meanwhile.
    await userEvent.click(page.getByRole("button", { name: "Jump to the end" }));
    await userEvent.click(page.getByRole("button", { name: "Copy the log" }));
    await stack.call("sandboxCall", "PUT", "/filesystem/go", { content: "" });
    await expect.element(page.getByText("the very last line")).toBeVisible();
    await eventually(() => expect(ours().textContent).toContain("Failed, exit code 3"));
    await userEvent.click(page.getByRole("button", { name: "Another log" }));
    await eventually(() => expect(page.getByText("the very last line").query()).toBeNull());
    allIsWell();
  });
});

const command =
  'for i in $(seq 1 40); do printf "\\033[32mstep\\033[0m $i \\033[1mdone\\033[0m\\n"; done;' +
  "echo trouble >&2; while [ ! -e go ]; do sleep 0.05; done; echo the very last line; exit 3";

function Logged() {
  const dev = useProcess({ name: "dev", command });
  const [name, setName] = useState("dev");
  return (
    <div className="app">
      <h1>The user&apos;s app</h1>
      <button type="button" onClick={() => setName("other")}>
        Another log
      </button>
      <ProcessLogs process={name === "dev" ? dev : name} style={{ height: 200 }} />
    </div>
  );
}

describe("what an extension moves", () => {
  const act = (name: string) => userEvent.click(page.getByRole("button", { name }));

  it("takes neither the app nor the frame with the panels around it, and they come back", async () => {
    const changing = createChangingPreview(createPreviewFixture({ status: "error", src }));
    await render(
      <SandboxFixture>
        <changing.Provider>
          <div className="app" style={{ height: 460 }}>
            <h1>The user&apos;s app</h1>
            <SandboxPreview title="My app" />
          </div>
        </changing.Provider>
      </SandboxFixture>,
    );
    await eventually(() => expect(document.querySelector("output")).not.toBeNull());
    const frame = document.querySelector("iframe");
    wrapElements(document.querySelectorAll(".blaxel-preview-overlay *, .blaxel-preview-bar *"));
    changing.become(createPreviewFixture({ status: "ready", src }));
    changing.become(createPreviewFixture({ status: "asleep", src }));
    expect(document.querySelector(".app > h1")).not.toBeNull();
    expect(document.querySelector("iframe")).toBe(frame);
    expect(thrown).not.toEqual([]);
    expect(document.querySelector(".blaxel-fallen")?.textContent).toContain("an extension");
    expect(document.querySelectorAll(".blaxel-preview-overlay > *")).toHaveLength(1);
    await act("Try again");
    await expect
      .element(page.getByText("Paused while nobody was looking", { exact: true }))
      .toBeVisible();
    expect(document.querySelector(".blaxel-fallen")).toBeNull();
  });

  it("takes the frame with it, but not the app, and the preview comes back", async () => {
    const changing = createChangingPreview(createPreviewFixture({ status: "ready", src }));
    await render(
      <SandboxFixture>
        <changing.Provider>
          <div className="app" style={{ height: 460 }}>
            <h1>The user&apos;s app</h1>
            <SandboxPreview title="My app" />
          </div>
        </changing.Provider>
      </SandboxFixture>,
    );
    await eventually(() => expect(document.querySelector("output")).not.toBeNull());
    wrapElements(document.querySelectorAll("iframe"));
    changing.become(createPreviewFixture({ status: "asleep" }));
    expect(document.querySelector(".app > h1")).not.toBeNull();
    expect(thrown).not.toEqual([]);
    expect(document.querySelector(".blaxel-fallen")?.textContent).toContain("an extension");
    changing.become(createPreviewFixture({ status: "ready", src }));
    await act("Try again");
    await eventually(() => expect(document.querySelectorAll(".app iframe")).toHaveLength(1));
    expect(document.querySelector(".blaxel-fallen")).toBeNull();
  });

  it("takes a log with it, but not the app, and the log comes back", async () => {
    await render(
      <SandboxFixture
        process={{ dev: { lines: [{ text: "printed", stream: "stderr" }, "printed too"] } }}
      >
        <div className="app">
          <h1>The user&apos;s app</h1>
          <ProcessLogs process="dev" />
        </div>
      </SandboxFixture>,
    );
    await expect.element(page.getByText("printed too")).toBeVisible();
    wrapElements(document.querySelectorAll(".blaxel-logs-rows *"));
    await userEvent.selectOptions(page.getByRole("combobox"), "stderr");
    await eventually(() => expect(document.querySelector(".blaxel-fallen")).not.toBeNull());
    expect(document.querySelector(".app > h1")).not.toBeNull();
    expect(thrown).not.toEqual([]);
    await act("Try again");
    await expect.element(page.getByText("printed too")).toBeVisible();
    expect(document.querySelectorAll(".blaxel-logs")).toHaveLength(1);
  });
});
