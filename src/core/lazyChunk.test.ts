import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { lazyChunk } from "./lazyChunk";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const chunk = { part: () => 7 };
const lost = () => Promise.reject(new TypeError("Failed to fetch dynamically imported module"));

it("asks once, however many need it", async () => {
  const ask = vi.fn(() => Promise.resolve(chunk));
  const lazy = lazyChunk(ask, "part");
  await expect(Promise.all([lazy.load(), lazy.load()])).resolves.toEqual([chunk, chunk]);
  await lazy.load();
  expect(ask).toHaveBeenCalledTimes(1);
});

it("a loss is an error of the kit, and the next one who needs it asks again", async () => {
  let ask: () => Promise<typeof chunk> = lost;
  const lazy = lazyChunk(() => ask(), "part", "@blaxel/core");
  await expect(lazy.load()).rejects.toMatchObject({
    name: "SandboxError",
    kind: "sdk-unavailable",
    message: "@blaxel/core could not be loaded.",
    retryable: true,
  });
  ask = () => Promise.resolve(chunk);
  await expect(lazy.load()).resolves.toBe(chunk);
});

it("without a network the error says so", async () => {
  vi.stubGlobal("navigator", { onLine: false });
  await expect(lazyChunk(lost, "part").load()).rejects.toMatchObject({ kind: "offline" });
});

it("a request that is never answered is a loss after 15 seconds", async () => {
  const lazy = lazyChunk<typeof chunk>(() => new Promise(() => {}), "part");
  const rejected = expect(lazy.load()).rejects.toMatchObject({ kind: "sdk-unavailable" });
  await vi.advanceTimersByTimeAsync(15_000);
  await rejected;
});

it("keeps asking with growing pauses, tells of each loss, and stops once it is there", async () => {
  let ask: () => Promise<typeof chunk> = lost;
  const asked = vi.fn(() => ask());
  const onLoad = vi.fn();
  const onLoss = vi.fn();
  lazyChunk(asked, "part").keepLoading({ onLoad, onLoss });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(onLoss.mock.calls.length).toBeGreaterThan(4);
  expect(onLoss.mock.calls.length).toBeLessThan(9);
  ask = () => Promise.resolve(chunk);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(onLoad).toHaveBeenCalledExactlyOnceWith(chunk);
  expect(vi.getTimerCount()).toBe(0);
});

it("asks at once when the network comes back", async () => {
  const page = new EventTarget();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
  const asked = vi.fn(lost);
  const stop = lazyChunk<typeof chunk>(asked, "part").keepLoading({ onLoad: () => {} });
  await vi.advanceTimersByTimeAsync(0);
  page.dispatchEvent(new Event("online"));
  page.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toHaveBeenCalledTimes(2);
  stop();
});

it("rests while nobody sees the page", async () => {
  vi.stubGlobal("document", { visibilityState: "hidden", scripts: [] });
  const asked = vi.fn(lost);
  lazyChunk<typeof chunk>(asked, "part").keepLoading({ onLoad: () => {} });
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked).toHaveBeenCalledTimes(1);
  vi.stubGlobal("document", { visibilityState: "visible", scripts: [] });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked.mock.calls.length).toBeGreaterThan(1);
});

it("asks nothing more once it is not needed", async () => {
  const asked = vi.fn(lost);
  const onLoss = vi.fn();
  const stop = lazyChunk<typeof chunk>(asked, "part").keepLoading({ onLoad: () => {}, onLoss });
  stop();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked).toHaveBeenCalledTimes(1);
  expect(onLoss).not.toHaveBeenCalled();
});
