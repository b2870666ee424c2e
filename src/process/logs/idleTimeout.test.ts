import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { IdleTimeout } from "./idleTimeout";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const begin = () => {
  const watch = new IdleTimeout();
  const onTimeout = vi.fn<() => void>();
  const end = watch.begin(onTimeout);
  return { watch, onTimeout, end };
};

describe("the watch over a silent connection", () => {
  it("tells once, 75 seconds after the last sign of life", () => {
    const { watch, onTimeout } = begin();
    watch.attend(true);
    vi.advanceTimersByTime(60_000);
    watch.received();
    vi.advanceTimersByTime(74_999);
    expect(onTimeout).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onTimeout).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(200_000);
    expect(onTimeout).toHaveBeenCalledTimes(1);
  });

  it("holds no timer while nobody looks", () => {
    const { watch, onTimeout } = begin();
    expect(vi.getTimerCount()).toBe(0);
    watch.attend(true);
    expect(vi.getTimerCount()).toBe(1);
    watch.attend(false);
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(200_000);
    expect(onTimeout).not.toHaveBeenCalled();
  });

  it("finds at once, when somebody looks again, what has been silent meanwhile", () => {
    const { watch, onTimeout } = begin();
    vi.advanceTimersByTime(80_000);
    watch.attend(true);
    expect(onTimeout).toHaveBeenCalledTimes(1);
  });

  it("holds none after the end of the connection", () => {
    const { watch, onTimeout, end } = begin();
    watch.attend(true);
    end();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(200_000);
    expect(onTimeout).not.toHaveBeenCalled();
  });

  it("leaves the next connection watched when the one before ends late", () => {
    const { watch, end } = begin();
    watch.attend(true);
    const onTimeout = vi.fn<() => void>();
    watch.begin(onTimeout);
    end();
    vi.advanceTimersByTime(75_000);
    expect(onTimeout).toHaveBeenCalledTimes(1);
  });
});
