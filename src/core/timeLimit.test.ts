import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { withTimeLimit } from "./timeLimit";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const late = () => new Error("too late");
const never = () => new Promise<never>(() => undefined);

it("gives what the work gives, and leaves neither a timer nor a listener", async () => {
  const caller = new AbortController();
  const removed = vi.spyOn(caller.signal, "removeEventListener");
  const limit = { signal: caller.signal, limitMs: 1_000, late };
  await expect(withTimeLimit(limit, async () => 7)).resolves.toBe(7);
  expect(vi.getTimerCount()).toBe(0);
  expect(removed).toHaveBeenCalledOnce();
});

it("rejects in time although the work ignores its signal", async () => {
  let given: AbortSignal | undefined;
  const result = withTimeLimit({ limitMs: 1_000, late }, (signal) => {
    given = signal;
    return never();
  });
  const rejected = expect(result).rejects.toThrow("too late");
  await vi.advanceTimersByTimeAsync(1_000);
  await rejected;
  expect(given?.aborted).toBe(true);
});

it("the abort of the caller ends the work, with the caller's reason", async () => {
  const caller = new AbortController();
  const result = withTimeLimit({ signal: caller.signal, limitMs: Infinity, late }, never);
  caller.abort(new Error("not wanted any more"));
  await expect(result).rejects.toThrow("not wanted any more");
  expect(vi.getTimerCount()).toBe(0);
});

it("begins nothing for a caller who has aborted before", async () => {
  const work = vi.fn(never);
  const signal = AbortSignal.abort(new Error("gone"));
  await expect(withTimeLimit({ signal, limitMs: 1_000, late }, work)).rejects.toThrow("gone");
  expect(work).not.toHaveBeenCalled();
});
