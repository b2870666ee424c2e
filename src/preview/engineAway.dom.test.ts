import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { eventually } from "../../testbed/eventually";
import { createStaticStore } from "../session";
import { previewError } from "./previewError";
import { defaultSandbox } from "./previewOptions";
import type { PreviewInputs } from "./previewOptions";

const engine = vi.hoisted(() => ({ ask: undefined as (() => Promise<unknown>) | undefined }));
vi.mock("../core", async (original) => {
  const core = await original<typeof import("../core")>();
  return {
    ...core,
    lazyChunk: (ask: () => Promise<object>, exported: never) =>
      core.lazyChunk(() => (engine.ask?.() as Promise<object> | undefined) ?? ask(), exported),
  };
});

const inputs = (path?: string): PreviewInputs => ({
  store: createStaticStore(previewError("preview-not-found")),
  process: undefined,
  preview: undefined,
  url: "https://app.preview.bl.run/",
  path,
  sandbox: defaultSandbox,
  enabled: true,
  timeoutMs: 120_000,
  pauseWhenHidden: false,
  readiness: undefined,
  accept: () => undefined,
});

let leave = () => {};
beforeEach(() => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
});
afterEach(() => {
  leave();
  engine.ask = undefined;
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

/** A preview whose frame is on the page, as React puts it there, and whose code nothing has loaded. */
async function shown() {
  vi.resetModules();
  const { createPreviewStore } = await import("./previewStore");
  const preview = createPreviewStore(inputs());
  leave = preview.subscribe(() => undefined);
  const frame = document.createElement("iframe");
  frame.src = preview.getSnapshot().src ?? "";
  document.body.append(frame);
  preview.attach(frame);
  return { preview, frame };
}

it("says so when its own code cannot be loaded, and asks again when the reader does", async () => {
  engine.ask = () => Promise.reject(new TypeError("Failed to fetch"));
  const { preview } = await shown();
  const kind = () => preview.getSnapshot().state.error?.kind;
  await eventually(() => expect(kind()).toBe("sdk-unavailable"));
  expect(preview.getSnapshot().src).toBe("https://app.preview.bl.run/");
  engine.ask = undefined;
  preview.actions.retry();
  await eventually(() => expect(preview.getSnapshot().state.evidence.attempts).toBeGreaterThan(0));
  expect(kind()).not.toBe("sdk-unavailable");
});

it("asks for its code again by itself after a loss", async () => {
  engine.ask = () => Promise.reject(new TypeError("Failed to fetch"));
  const { preview } = await shown();
  await eventually(() => expect(preview.getSnapshot().state.status).toBe("error"));
  engine.ask = undefined;
  await eventually(() => expect(preview.getSnapshot().state.evidence.attempts).toBeGreaterThan(0));
});

it("keeps the answer that it asked for early, so that the page is not loaded twice", async () => {
  const headers = { "Content-Type": "text/html", "Timing-Allow-Origin": "*" };
  const fetch = vi.fn((url: string, { signal }: RequestInit) =>
    signal?.aborted
      ? Promise.reject(signal.reason)
      : Promise.resolve(
          Object.defineProperty(new Response("", { headers }), "url", { value: url }),
        ),
  );
  vi.stubGlobal("fetch", fetch);
  engine.ask = () => Promise.reject(new TypeError("Failed to fetch"));
  const { preview, frame } = await shown();
  const loads = vi.spyOn(frame, "remove");
  frame.dispatchEvent(new Event("load"));
  await eventually(() => expect(preview.getSnapshot().state.status).toBe("error"));
  engine.ask = undefined;
  await eventually(() => expect(preview.getSnapshot().state.status).toBe("ready"));
  expect(fetch).toHaveBeenCalledTimes(1);
  expect(loads).not.toHaveBeenCalled();
});

it("a path that changes before the engine is there takes the frame along", async () => {
  engine.ask = () => new Promise(() => {});
  const { preview, frame } = await shown();
  preview.update(inputs("/two"));
  expect(frame.src).toBe("https://app.preview.bl.run/two");
  preview.actions.navigate("/three");
  expect(frame.src).toBe("https://app.preview.bl.run/three");
  expect(preview.getSnapshot().state.url).toBe("https://app.preview.bl.run/three");
  // What React renders stays what it was: another `src` would load the page a second time.
  expect(preview.getSnapshot().src).toBe("https://app.preview.bl.run/");
});

it("what is asked of a preview before the engine is there is done once it is", async () => {
  let arrive = () => {};
  engine.ask = () =>
    new Promise((resolve) => {
      arrive = () => resolve(import("./previewEngine"));
    });
  const { preview } = await shown();
  preview.actions.reveal();
  expect(preview.getSnapshot().state.status).toBe("waiting");
  arrive();
  await eventually(() => expect(preview.getSnapshot().state.status).toBe("ready"));
});
