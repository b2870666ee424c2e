import { afterEach, expect, it, vi } from "vitest";

// What jsdom in Jest, or an old browser behind a polyfill that comes later, may be without.
const missing = [
  "AbortSignal",
  "BroadcastChannel",
  "Headers",
  "IntersectionObserver",
  "PerformanceObserver",
  "ReadableStream",
  "Request",
  "ResizeObserver",
  "Response",
  "TextDecoder",
  "TextEncoder",
  "TransformStream",
  "crypto",
  "fetch",
  "matchMedia",
  "reportError",
  "requestAnimationFrame",
  "structuredClone",
];

afterEach(() => {
  vi.unstubAllGlobals();
});

it.each(["./index", "./testing/index", "./server/index"])(
  "%s is loaded without running what a test environment may lack",
  async (entry) => {
    vi.resetModules();
    for (const name of missing) vi.stubGlobal(name, undefined);
    expect(Object.keys(await import(/* @vite-ignore */ entry))).not.toEqual([]);
  },
);
