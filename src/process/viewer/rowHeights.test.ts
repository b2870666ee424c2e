import fc from "fast-check";
import { expect, it } from "vitest";
import type { LogLine } from "../logs/types";
import { RowHeights } from "./rowHeights";

const line = (number: number): LogLine => ({ number, text: "", stream: "stdout" });
const linesFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, at) => line(first + at));

/** Measured in this order, each from a line on; then lines are dropped. */
const measuring = fc.array(
  fc.record({ from: fc.nat(60), rows: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 9 }) }),
  { maxLength: 8 },
);

it("says where each row is, as one would by adding up", () => {
  fc.assert(
    fc.property(measuring, fc.nat(70), (measurements, dropped) => {
      const all = linesFrom(1, 80);
      const known = new Map<number, number>();
      let heights = new RowHeights(20);
      for (const { from, rows } of measurements) {
        const lines = all.slice(from, from + rows.length);
        heights = heights.measured(
          lines,
          rows.map((count) => count * 20),
        );
        for (const [at, { number }] of lines.entries()) known.set(number, rows[at] ?? 1);
      }
      const kept = all.slice(dropped);
      for (const each of [heights, heights.from(kept[0]?.number ?? Infinity)]) {
        let top = 0;
        for (const [index, { number }] of kept.entries()) {
          expect(each.topOf(kept, index)).toBe(top);
          expect(each.indexAt(kept, top)).toBe(index);
          top += (known.get(number) ?? 1) * 20;
          expect(each.indexAt(kept, top - 1)).toBe(index);
        }
        expect(each.heightOf(kept)).toBe(top);
      }
    }),
  );
});

it("is the same value when nothing changed, and forgets lines that are gone", () => {
  const lines = linesFrom(1, 3);
  const heights = new RowHeights(20).measured(lines, [20, 60, 20]);
  expect(heights.measured(lines, [20, 60, 21])).toBe(heights);
  expect(heights.from(2)).toBe(heights);
  // The second one was taken back.
  const [first, , third] = lines;
  const left = [first, third].filter((each) => each !== undefined);
  expect(heights.measured(left, [20, 20]).heightOf(lines)).toBe(60);
});
