import { beforeEach, expect, it, vi } from "vitest";
import { countReaders, createLifespan } from "./readers";

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

it("what is kept is not forgotten while it still runs, although its holder left long before its reader", () => {
  const due: (() => void)[] = [];
  const after = (_ms: number, run: () => void) => {
    due.push(run);
    return () => void due.splice(due.indexOf(run), 1);
  };
  const stage = (name: string) => () => {
    happened.push(name);
    return () => void happened.push(`no longer ${name}`);
  };
  const lifespan = createLifespan(after, stage("kept"), stage("running"));
  const letGo = lifespan.keep();
  const leave = lifespan.use();
  letGo();
  leave();
  due.shift()?.();
  lifespan.use();
  while (due.length > 0) due.shift()?.();
  expect(happened).toEqual(["kept", "running", "no longer running", "running"]);
});
