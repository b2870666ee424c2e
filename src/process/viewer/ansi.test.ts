import { describe, expect, it } from "vitest";
import type { LogLine } from "../logs/types";
import { plainText, styledText } from "./ansi";
import { CarriedStyles } from "./carriedStyles";

const line = (number: number, text: string, more: Partial<LogLine> = {}): LogLine => ({
  number,
  text,
  stream: "stdout",
  ...more,
});

const begins = (lines: readonly LogLine[], styles = new CarriedStyles()) => {
  styles.read(lines);
  return lines.map((each) => styledText(each.text, styles.of(each))[0]?.className);
};

describe("colours go on", () => {
  it("over several lines, until they are switched off, each stream for itself", () => {
    const lines = [
      line(1, "\u001b[31;1mone"),
      line(2, "two", { stream: "stderr" }),
      line(3, "three"),
      line(4, "four\u001b[0m"),
      line(5, "five"),
    ];
    const red = "blaxel-ansi-bold blaxel-ansi-red";
    expect(begins(lines)).toEqual([red, undefined, red, red, undefined]);
  });

  it("over lines that come one by one, are unfinished at first, or are dropped", () => {
    const styles = new CarriedStyles();
    const [one, two] = [line(1, "\u001b[32mone"), line(2, "two")];
    styles.read([one]);
    styles.read([one, { ...two, unfinished: true }]);
    const ended = line(2, "two\u001b[39m");
    styles.read([one, ended]);
    expect(begins([ended, line(3, "three")], styles)).toEqual(["blaxel-ansi-green", undefined]);
  });

  it("not into another run", () => {
    const restart = line(2, "restarted", { stream: "system", notice: "restart" });
    const lines = [line(1, "\u001b[31mone"), restart, line(3, "three")];
    expect(begins(lines)).toEqual(["blaxel-ansi-red", undefined, undefined]);
  });
});

describe("colours are understood", () => {
  it.each([
    ["38:2::255:0:0", "rgb(255, 0, 0)"],
    ["38:2:255:0:0", "rgb(255, 0, 0)"],
    ["38;2;255;0;0", "rgb(255, 0, 0)"],
    ["38:5:208", "rgb(255, 135, 0)"],
    ["1;38;5;208;4", "rgb(255, 135, 0)"],
  ])("%s", (codes, color) => {
    expect(styledText(`\u001b[${codes}mx`)).toMatchObject([
      { text: "x", color: expect.stringContaining(color) },
    ]);
  });

  it.each([
    ["4:3", "blaxel-ansi-underline"],
    ["4;4:0", undefined],
    ["38;5;2", "blaxel-ansi-green"],
    ["38;5;10", "blaxel-ansi-bright-green"],
    ["58:2::1:2:3;31", "blaxel-ansi-red"],
    ["7;31", "blaxel-ansi-on-red"],
    ["7", "blaxel-ansi-reverse"],
    ["38;5;999", undefined],
    ["?25", undefined],
  ])("%s is %s", (codes, className) => {
    expect(styledText(`\u001b[${codes}mx`)[0]?.className).toBe(className);
  });
});

describe("what a terminal does not draw is not shown", () => {
  it.each([
    ["DCS", "a\u001bP1;2q#0\u001b\\b", "ab"],
    ["APC", "a\u001b_Gi=1;AAAA\u001b\\b", "ab"],
    ["PM", "a\u001b^private\u001b\\b", "ab"],
    ["SOS", "a\u001bXtext\u001b\\b", "ab"],
    ["OSC, ended by BEL", "a\u001b]0;title\u0007b", "ab"],
    ["OSC, ended by ST", "a\u001b]8;;https://a.example\u001b\\link\u001b]8;;\u001b\\b", "alinkb"],
    ["8-bit CSI", "a\u009b31mb", "ab"],
    ["8-bit OSC", "a\u009d0;title\u009cb", "ab"],
    ["a sequence that is cut off", "a\u001b[3", "a"],
    ["an OSC that is cut off", "a\u001b]0;ti", "a"],
    ["an escape that is cut off", "a\u001b", "a"],
    ["BEL", "a\u0007b", "ab"],
    ["sgr0", "a\u001b(B\u001b[m\u000fb", "ab"],
    ["modes", "\u001b[?25l\u001b[2Ka\u001b[>4;2mb", "ab"],
    ["a spinner", "|\b/\b-\b\\", "\\"],
    ["a counter", "10 %\b\b\b\b99 %", "99 %"],
    ["what is erased", "abc\b\b\b   \b\b\bx", "x  "],
    ["overstrike", "N\bNA\bAM\bME\bE", "NAME"],
    ["a wide spinner", "🌑\b\b🌒 go", "🌒 go"],
    ["a cursor that goes back", "12%\u001b[3D34%", "34%"],
    ["backspaces before the line", "\b\b\bx", "x"],
  ])("%s", (_what, text, shown) => {
    expect(plainText(text)).toBe(shown);
    expect(
      styledText(text)
        .map((part) => part.text)
        .join(""),
    ).toBe(shown);
  });

  it("other control characters are marked", () => {
    expect(plainText("a\u0000b\u007f")).toBe("a\uFFFDb\uFFFD");
  });
});
