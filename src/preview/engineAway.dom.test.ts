import { expect, it, vi } from "vitest";
import { createRestingStore } from "../session";
import { previewError } from "./previewError";
import { defaultSandbox, probePlan } from "./previewOptions";
import { createPreviewSeat } from "./previewSeat";

let away = true;
vi.mock("./previewEngine", async (importOriginal) => {
  if (away) throw new Error("The chunk could not be loaded.");
  return importOriginal();
});

it("says so when its own code cannot be loaded, and tries again when asked to", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  const seat = createPreviewSeat({
    store: createRestingStore(previewError("preview-not-found"), { isFailed: false }),
    process: undefined,
    preview: undefined,
    url: "https://app.preview.bl.run/",
    path: undefined,
    sandbox: defaultSandbox,
    enabled: true,
    timeoutMs: 120_000,
    pauseWhenHidden: false,
    plan: (address) => probePlan(address),
  });
  const leave = seat.subscribe(() => undefined);
  await vi.waitFor(
    () => expect(seat.getSnapshot().state.error?.kind).toBe("sdk-unavailable"),
    10_000,
  );
  expect(seat.getSnapshot().src).toBe("https://app.preview.bl.run/");
  away = false;
  vi.resetModules();
  seat.retry();
  await vi.waitFor(() => expect(seat.getSnapshot().state.error).toBeUndefined(), 10_000);
  leave();
  vi.unstubAllGlobals();
});
