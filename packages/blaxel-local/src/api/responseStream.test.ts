import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { writeTo } from "./responseStream";

/** What `writeTo` uses of a response, with a reader that takes nothing by itself. */
class Reader extends EventEmitter {
  destroyed = false;
  readonly written: unknown[] = [];
  write(chunk: unknown): boolean {
    this.written.push(chunk);
    return false;
  }
}

describe("writing to a slow reader", () => {
  it.each(["drain", "close"])("waits for %s before it goes on", async (event) => {
    const reader = new Reader();
    let isDone = false;
    const done = writeTo(reader, "x").then(() => (isDone = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect([reader.written, isDone]).toEqual([["x"], false]);
    reader.emit(event);
    await done;
    expect(reader.listenerCount("drain") + reader.listenerCount("close")).toBe(0);
  });

  it("says nothing to one that has gone", async () => {
    const reader = new Reader();
    reader.destroyed = true;
    await writeTo(reader, "x");
    expect(reader.written).toEqual([]);
  });
});
