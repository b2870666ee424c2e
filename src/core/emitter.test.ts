import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { eventually } from "../../testbed/eventually";
import { createEmitter } from "./emitter";

const reported: unknown[] = [];
beforeEach(() => {
  reported.length = 0;
  vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

it("a listener that throws is reported, and every other is called", () => {
  const emitter = createEmitter<[number]>();
  const heard: number[] = [];
  const fault = new Error("thrown");
  emitter.subscribe(() => {
    throw fault;
  });
  emitter.subscribe((value) => heard.push(value));
  emitter.emit(7);
  expect(heard).toEqual([7]);
  expect(reported).toEqual([fault]);
});

it("a listener that rejects later is reported", async () => {
  const emitter = createEmitter();
  const fault = new Error("rejected");
  emitter.subscribe(() => Promise.reject(fault));
  emitter.emit();
  await eventually(() => expect(reported).toEqual([fault]));
});

it("who comes meanwhile waits for the next time, who goes meanwhile is not called any more", () => {
  const emitter = createEmitter();
  const calls: string[] = [];
  emitter.subscribe(() => {
    calls.push("first");
    leave();
    emitter.subscribe(() => calls.push("late"));
  });
  const leave = emitter.subscribe(() => calls.push("gone"));
  emitter.emit();
  expect(calls).toEqual(["first"]);
});

it("the same function may be subscribed twice, and leaves once for each", () => {
  const emitter = createEmitter();
  const listener = vi.fn();
  const leave = emitter.subscribe(listener);
  emitter.subscribe(listener);
  leave();
  leave();
  emitter.emit();
  expect(listener).toHaveBeenCalledTimes(1);
  expect(emitter.size).toBe(1);
});

it("a listener that emits again does not keep the rest from being told", () => {
  const emitter = createEmitter<[number]>();
  const heard: number[] = [];
  emitter.subscribe((value) => {
    if (value === 1) emitter.emit(2);
  });
  emitter.subscribe((value) => heard.push(value));
  emitter.emit(1);
  expect(heard).toEqual([2, 1]);
});
