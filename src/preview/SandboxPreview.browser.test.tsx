import { StrictMode, type ReactNode } from "react";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { cleanup, render } from "vitest-browser-react";
import { eventually } from "../../testbed/eventually";
import { startOddApp, type OddApp } from "../../testbed/oddApp";
import { askPage } from "../../testbed/framedPage";
import { SandboxProvider } from "../session";
import { SandboxPreview, type SandboxPreviewProps } from ".";
import "../styles/styles.css";

let app: OddApp;
beforeAll(async () => {
  app = await startOddApp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  await app.mode("page");
  await app.clear();
});
afterEach(() => cleanup());

const show = (props: Partial<SandboxPreviewProps> = {}, wrap = (tree: ReactNode) => tree) =>
  render(
    wrap(
      <SandboxProvider endpoint={app.endpoint}>
        <div style={{ height: 500 }}>
          <SandboxPreview title="My app" {...props} />
        </div>
      </SandboxProvider>,
    ),
  );

const section = () => document.querySelector<HTMLElement>(".blaxel-preview");
const frame = () => {
  const element = document.querySelector("iframe.blaxel-preview-frame");
  if (!(element instanceof HTMLIFrameElement)) throw new Error("There is no frame.");
  return element;
};
const state = (wanted: string) =>
  eventually(() => expect(section()?.dataset["state"]).toBe(wanted));

describe("an app that runs", () => {
  it("is shown, with one load and one probe", async () => {
    await show();
    await state("ready");
    // On a busy machine the page's load may be late: then it is tried in an object as well.
    const requests = (await app.requests()).filter(({ dest }) => dest !== "object");
    const asked = JSON.stringify(
      performance.getEntriesByType("resource").filter(({ name }) => name.startsWith(app.url)),
    );
    expect(requests.map(({ dest, path }) => `${dest} ${path}`).toSorted(), asked).toEqual([
      "empty /",
      "iframe /",
    ]);
    expect((await askPage(frame())).title).toBe("An app");
  });

  it("invariant 3: is shown without the SDK", async () => {
    await show();
    await state("ready");
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
    expect(loaded.some((name) => name.includes("previewEngine"))).toBe(true);
    expect(loaded.filter((name) => /blaxel.core/.test(name))).toEqual([]);
  });

  it("is loaded once under StrictMode, too", async () => {
    await show({}, (tree) => <StrictMode>{tree}</StrictMode>);
    await state("ready");
    const requests = await app.requests();
    expect(requests.filter(({ dest }) => dest === "iframe")).toHaveLength(1);
    expect(requests.filter(({ dest }) => dest === "empty")).toHaveLength(1);
  });
});
