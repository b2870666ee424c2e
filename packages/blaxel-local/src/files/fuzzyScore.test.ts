import { describe, expect, it } from "vitest";
import { fuzzyScore } from "./fuzzyScore";

describe("fuzzyScore", () => {
  it.each([
    ["main.go", "main.go", 7 * 16 + 6 * 4],
    ["main.go", "mngo", 4 * 16 - 4 - 3 + 4],
    ["a/b", "ab", 2 * 16 - 3],
    ["MAIN", "main", 4 * 16 + 3 * 4],
    // The run at the end is worth more than the letters scattered before it.
    ["a-b-abc", "abc", 3 * 16 + 2 * 4],
  ])("%s for %s", (path, pattern, score) => expect(fuzzyScore(path, pattern)).toBe(score));

  it.each([
    ["main.go", "og"],
    ["main", "main.go"],
    ["main", "M"],
  ])("%s does not match %s", (path, pattern) => expect(fuzzyScore(path, pattern)).toBeUndefined());
});
