import { QueryClient } from "@tanstack/react-query";
import { Activity, useState } from "react";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { cleanup, render } from "vitest-browser-react";
import { askPage } from "../../testbed/framedPage";
import { eventually } from "../../testbed/eventually";
import { startOddApp, type OddApp } from "../../testbed/oddApp";
import { previewFrame, previewState } from "../../testbed/shownPreview";
import { SandboxProvider } from "../session";
import { SandboxPreview } from ".";

let app: OddApp;
beforeAll(async () => {
  app = await startOddApp();
});
afterAll(() => app.stop());
afterEach(() => cleanup());

const queryClient = new QueryClient();

function Page() {
  const [hidden, hide] = useState(false);
  return (
    <>
      <button type="button" onClick={() => hide(!hidden)}>
        Hide
      </button>
      <Activity mode={hidden ? "hidden" : "visible"}>
        <SandboxProvider endpoint={app.endpoint} queryClient={queryClient}>
          <SandboxPreview title="My app" />
        </SandboxProvider>
      </Activity>
    </>
  );
}

it("<Activity> around the provider lets the session go, so the app is loaded anew when it is shown", async () => {
  await render(<Page />);
  await previewState("ready");
  await askPage(previewFrame(), "count");
  const frame = previewFrame();
  const toggle = () => document.querySelector("button")?.click();
  toggle();
  await eventually(() => expect(frame.getClientRects()).toHaveLength(0));
  expect(frame.isConnected).toBe(true);
  // React ends the effects of what it hides when it has time.
  await eventually(() => expect(queryClient.getQueryCache().getAll()).toEqual([]));
  toggle();
  await eventually(() => expect(previewFrame()).not.toBe(frame));
  await previewState("ready");
  expect(await askPage(previewFrame())).toMatchObject({ count: 0 });
});
