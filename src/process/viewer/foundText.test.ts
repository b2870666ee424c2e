import { expect, it } from "vitest";
import { foldCase, foundIn } from "./foundText";

it.each([
  ["\u0130zmir error", "error", "error"],
  ["\u0130\u0130\u0130 needle \u0130", "NEEDLE", "needle"],
  ["\u0130stanbul", "istanbul", "\u0130stanbul"],
  ["\u0391\u03a3 \u0391\u03a3\u0391", "\u0391\u03a3\u0391", "\u0391\u03a3\u0391"],
  ["Stra\u00dfe", "stra\u00dfe", "Stra\u00dfe"],
  ["\u{1f311} x", "x", "x"],
])("in %s, %s is found where it stands", (text, query, shown) => {
  expect(foundIn(text, foldCase(query)).map(([from, to]) => text.slice(from, to))).toEqual([shown]);
});
