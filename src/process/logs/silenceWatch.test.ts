import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SilenceWatch } from "./silenceWatch";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const begin = () => {
  const watch = new SilenceWatch();
  const onSilence = vi.fn<() => void>();
  const end = watch.begin(onSilence);
  return { watch, onSilence, end };
};

describe("the watch over a silent connection", () => {
  it("tells once, 75 seconds after the last sign of life", () => {
    const { watch, onSilence } = begin();
    watch.attend(true);
    vi.advanceTimersByTime(60_000);
    watch.heard();
    vi.advanceTimersByTime(74_999);
    expect(onSilence).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onSilence).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(200_000);
    expect(onSilence).toHaveBeenCalledTimes(1);
  });

  it("holds no timer while nobody looks", () => {
    const { watch, onSilence } = begin();
    expect(vi.getTimerCount()).toBe(0);
    watch.attend(true);
    expect(vi.getTimerCount()).toBe(1);
    watch.attend(false);
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(200_000);
    expect(onSilence).not.toHaveBeenCalled();
  });

  it("finds at once, when somebody looks again, what has been silent meanwhile", () => {
    const { watch, onSilence } = begin();
    vi.advanceTimersByTime(80_000);
    watch.attend(true);
    expect(onSilence).toHaveBeenCalledTimes(1);
  });

  it("holds none after the end of the connection", () => {
    const { watch, onSilence, end } = begin();
    watch.attend(true);
    end();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(200_000);
    expect(onSilence).not.toHaveBeenCalled();
  });

  it("leaves the next connection watched when the one before ends late", () => {
    const { watch, end } = begin();
    watch.attend(true);
    const onSilence = vi.fn<() => void>();
    watch.begin(onSilence);
    end();
    vi.advanceTimersByTime(75_000);
    expect(onSilence).toHaveBeenCalledTimes(1);
  });
});
