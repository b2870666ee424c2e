import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LogBuffer } from "./logBuffer";

const line = (text: string) => ({ text, stream: "stdout" as const });
const texts = (buffer: LogBuffer) => buffer.slice().map(({ text }) => text);

function print(buffer: LogBuffer, count: number): void {
  for (let index = 0; index < count; index++) buffer.append(line(`line ${index}`));
}

describe("what is kept", () => {
  it("drops the oldest lines, counts them, and leaves the others their numbers", () => {
    const buffer = new LogBuffer({ lines: 3 });
    for (const text of ["a", "b", "c", "d", "e"]) buffer.append(line(text));
    expect(texts(buffer)).toEqual(["c", "d", "e"]);
    expect(buffer.slice().map(({ number }) => number)).toEqual([3, 4, 5]);
    expect(buffer.dropped).toBe(2);
    expect(buffer.slice(1, 2).map(({ text }) => text)).toEqual(["d"]);
    expect([buffer.indexOf(2), buffer.indexOf(4), buffer.indexOf(6)]).toEqual([-1, 1, -1]);
  });

  it("keeps no more characters than it may, but always the last line", () => {
    const buffer = new LogBuffer({ characters: 10 });
    for (const text of ["aaaa", "bbbb", "cccc"]) buffer.append(line(text));
    expect(texts(buffer)).toEqual(["bbbb", "cccc"]);
    buffer.append(line("d".repeat(50)));
    expect(texts(buffer)).toEqual(["d".repeat(50)]);
  });

  it("takes a line out of a ring that has gone round", () => {
    const buffer = new LogBuffer({ lines: 3 });
    for (const text of ["a", "b", "c", "d"]) buffer.append(line(text));
    buffer.remove(3);
    expect(texts(buffer)).toEqual(["b", "d"]);
    buffer.append(line("e"));
    expect(texts(buffer)).toEqual(["b", "d", "e"]);
  });
});

describe("who is told", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("tells of any number of changes once, and of the next one at the next frame", async () => {
    const buffer = new LogBuffer();
    const told = vi.fn();
    buffer.subscribe(told);
    print(buffer, 50);
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toHaveBeenCalledTimes(1);
    print(buffer, 1);
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toHaveBeenCalledTimes(2);
  });

  it("leaves the page room in a flood", async () => {
    const buffer = new LogBuffer();
    const told = vi.fn();
    buffer.subscribe(told);
    for (let frame = 0; frame < 20; frame++) {
      print(buffer, 800);
      await vi.advanceTimersByTimeAsync(16);
    }
    expect(told.mock.calls.length).toBeLessThan(10);
    await vi.advanceTimersByTimeAsync(100);
    expect(buffer.version).toBe(20 * 800);
  });
});
