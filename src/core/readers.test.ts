import { beforeEach, expect, it, vi } from "vitest";
import { countReaders } from "./readers";

const happened: string[] = [];
const come = countReaders(() => {
  happened.push("begin");
  return () => happened.push("end");
});
const aTaskLater = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  happened.length = 0;
});

it("begins with the first reader and ends with the last", async () => {
  const leaves = [come(), come()];
  for (const leave of leaves) leave();
  expect(happened).toEqual(["begin"]);
  await aTaskLater();
  expect(happened).toEqual(["begin", "end"]);
});

it("goes on for a reader who comes back within the same task", async () => {
  come()();
  const leave = come();
  await aTaskLater();
  expect(happened).toEqual(["begin"]);
  leave();
  await aTaskLater();
  expect(happened).toEqual(["begin", "end"]);
});

it("counts a reader who leaves twice once", async () => {
  const leave = come();
  const stay = come();
  leave();
  leave();
  await aTaskLater();
  expect(happened).toEqual(["begin"]);
  stay();
  await aTaskLater();
});

it("begins again for the next reader if it could not begin", () => {
  const begin = vi.fn(() => () => undefined);
  begin.mockImplementationOnce(() => {
    throw new Error("not yet");
  });
  const read = countReaders(begin);
  expect(read).toThrow("not yet");
  read();
  expect(begin).toHaveBeenCalledTimes(2);
});
