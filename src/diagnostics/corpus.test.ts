import { expect, it } from "vitest";
import { outputs, scoreOf } from "../../testbed/appErrors/corpus";
import { afterwards, before } from "../../testbed/appErrors/expected";
import { newcomers } from "../../testbed/appErrors/newcomers";
import { unseen } from "../../testbed/appErrors/unseen";

const GOAL = 0.95;

it("reads the errors of real tools: precision and recall are 0.95 or better", () => {
  const expected = { ...before, ...unseen, ...newcomers, ...afterwards };
  const missed: string[] = [];
  const wrong: string[] = [];
  let found = 0;
  for (const [name, errors] of Object.entries(expected)) {
    const score = scoreOf(name, errors);
    found += score.found;
    missed.push(...score.missed);
    wrong.push(...score.wrong);
  }
  const precision = found / (found + wrong.length);
  const recall = found / (found + missed.length);
  console.log(
    `${Object.keys(expected).length} outputs, ${found + missed.length} errors: ` +
      `precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`,
  );
  if (missed.length + wrong.length > 0) {
    console.log(["Missed:", ...missed, "Wrong:", ...wrong].join("\n"));
  }
  expect(precision).toBeGreaterThanOrEqual(GOAL);
  expect(recall).toBeGreaterThanOrEqual(GOAL);
});

it("says what is expected of every output, of half of the first ones before there was a recogniser", () => {
  const first = { ...before, ...afterwards };
  const names = Object.keys({ ...first, ...unseen, ...newcomers });
  expect(names.toSorted()).toEqual(outputs().toSorted());
  expect(names.length).toBeGreaterThanOrEqual(60);
  expect(Object.keys(before).length).toBeGreaterThanOrEqual(Object.keys(first).length / 2);
});
