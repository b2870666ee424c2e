import { describe, expect, it } from "vitest";
import { relateReplay } from "./replayOverlap";

const lines = (from: number, to: number, tail = "") =>
  Array.from({ length: to - from }, (_, index) => `${from + index}${tail}\r\n`).join("");

/** What a server keeps of this: 100 KB, from the start of a line. */
const kept = (text: string) => {
  const end = Buffer.from(text).subarray(-102_400).toString();
  return end.length < text.length ? end.slice(end.indexOf("\n") + 1) : end;
};

const missed = (shown: string, isWhole: boolean, replay: string) => {
  const found = relateReplay(shown, isWhole, replay);
  return found.relation === "continues" ? found.missed : found.relation;
};

describe("a replay goes on behind what was shown", () => {
  it("of a shell that has printed little", () => {
    expect(missed("$ ", true, "$ ")).toBe("");
    expect(missed("$ ls\r\n", true, "$ ls\r\na b\r\n$ ")).toBe("a b\r\n$ ");
  });

  it("of one that has printed more than a server keeps", () => {
    const all = lines(0, 30_000);
    const shown = lines(0, 29_000);
    expect(missed(shown, true, kept(all))).toBe(lines(29_000, 30_000));
    expect(missed(shown.slice(-200_000), false, kept(all))).toBe(lines(29_000, 30_000));
    expect(missed(all, true, kept(all))).toBe("");
  });

  it("although the end of all lines is the same, and where nothing can be told apart", () => {
    const tail = ` ${"x".repeat(70)}`;
    expect(missed(lines(0, 5_000, tail), true, kept(lines(0, 5_100, tail)))).toBe(
      lines(5_000, 5_100, tail),
    );
    expect(missed("y\r\n".repeat(60_000), true, kept("y\r\n".repeat(70_000)))).toBe("");
  });

  it("although the end of it stands in every line", () => {
    const tail = "é✓".repeat(39);
    const all = lines(0, 2_000, tail);
    const shown = lines(0, 1_500, tail) + "1500" + "é✓".repeat(20);
    expect(missed(shown, true, kept(all))).toBe(all.slice(shown.length));
  });

  it("although live output has lost the characters that were cut in two", () => {
    const shown = `${lines(0, 100, "é日本")}ab\ufffd\ufffd\ufffdc\ufffd`;
    const replay = `${lines(0, 100, "é日本")}ab日cé and more`;
    expect(missed(shown, true, replay)).toBe("é and more");
    const long = lines(0, 20_000, "é");
    expect(missed(`${long}12\ufffd`, false, kept(`${long}12é34`))).toBe("é34");
  });

  it("although the server has dropped some of it for a slow reader", () => {
    expect(missed(lines(0, 500) + lines(600, 1_000), true, lines(0, 1_010))).toBe(
      lines(1_000, 1_010),
    );
  });
});

it("a replay that begins later leaves a gap", () => {
  const tail = ` ${"x".repeat(70)}`;
  expect(missed(lines(0, 1_000, tail), true, kept(lines(0, 9_000, tail)))).toBe("gap");
});

it("another shell's replay is told apart, although its prompt is the same", () => {
  expect(missed("root@vm:/app# exit\r\nexit\r\n", true, "root@vm:/app# ")).toBe("other");
  expect(missed("root@vm:/app# ls\r\nroot@vm:/app# ", true, "root@vm:/app# ")).toBe("other");
  expect(missed(lines(0, 30_000), false, "0\r\n1\r\n")).toBe("other");
});
