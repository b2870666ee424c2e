import { expect, it } from "vitest";
import { shownText, storedText } from "./lineEnds";

it.each([
  ["one\r\ntwo\r\n", "one\ntwo\n"],
  ["one\rtwo", "one\ntwo"],
  ["\uFEFFone\n", "one\n"],
  ["a\uFEFFb", "a\uFEFFb"],
  ["", ""],
])("%j is shown as %j, and stored again as it was", (stored, shown) => {
  expect(shownText(stored)).toBe(shown);
  expect(storedText(shown, stored)).toBe(stored);
});

it.each([
  [
    "a new line gets the end of the others",
    "one\r\ntwo\r\n",
    "one\nnew\ntwo\n",
    "one\r\nnew\r\ntwo\r\n",
  ],
  ["a missing last end stays missing", "one\r\ntwo", "one\ntwo!", "one\r\ntwo!"],
  ["a byte-order mark stays", "\uFEFFone\n", "two\n", "\uFEFFtwo\n"],
  ["ends are kept line by line", "a\r\nb\nc\r\nd\n", "a\nB\nc\nd\n", "a\r\nB\nc\r\nd\n"],
  [
    "also after lines that were added",
    "a\r\nb\nc\r\nd\n",
    "a\nx\ny\nb\nc\nd\n",
    "a\r\nx\r\ny\r\nb\nc\r\nd\n",
  ],
  ["also after lines that were taken out", "a\r\nb\nc\r\nd\n", "a\nd\n", "a\r\nd\n"],
  ["all of it is new", "a\r\nb\n", "x\ny\nz", "x\r\ny\r\nz"],
  ["a text without lines gets lines", "", "x\ny\n", "x\ny\n"],
  ["what the editor gives has other ends", "one\r\n", "two\r\nthree\r", "two\r\nthree\r\n"],
])("%s", (_what, original, shown, stored) => {
  expect(storedText(shown, original)).toBe(stored);
});

it("any text that is stored and not edited is stored as it was", () => {
  const pieces = ["a", "b", "\n", "\r\n", "\r", "", "\uFEFF"];
  let seed = 7;
  const pick = () => pieces[(seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % pieces.length];
  for (let run = 0; run < 2_000; run++) {
    const text = Array.from({ length: run % 12 }, pick).join("");
    expect(storedText(shownText(text), text)).toBe(text);
  }
});
