import { describe, expect, it } from "vitest";
import { plainText, styledText } from "./ansi";
import { textOf } from "./logTexts";

const all = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const named = (code: number) => `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;

const hidden = [
  0xad,
  0x34f,
  0x61c,
  0x115f,
  0x1160,
  0x180e,
  0x2028,
  0x2029,
  0x3164,
  0xfeff,
  0xffa0,
  ...all(0x200b, 0x200f),
  ...all(0x202a, 0x202e),
  ...all(0x2060, 0x206f),
  ...all(0xfff9, 0xfffb),
  ...all(0x1d173, 0x1d17a),
  ...all(0xe0000, 0xe007f),
];

describe("characters that nobody sees", () => {
  it.each(hidden.map((code) => [named(code), code] as const))("%s is named", (name, code) => {
    const character = String.fromCodePoint(code);
    expect(plainText(`a${character}b`)).toBe(`a${name}b`);
    expect(plainText(character)).toBe(name);
  });

  it("are marked where they are shown, and colours stay around them", () => {
    expect(styledText("if (admin\u202e \u2066// then\u2069) {").map(({ text }) => text)).toEqual([
      "if (admin",
      "<U+202E>",
      " ",
      "<U+2066>",
      "// then",
      "<U+2069>",
      ") {",
    ]);
    const [before, name, after] = styledText("\u001b[31mred\u200b\u200cred\u001b[0m");
    expect(before).toMatchObject({ text: "red", className: "blaxel-ansi-red" });
    expect(name).toMatchObject({
      text: "<U+200B><U+200C>",
      className: "blaxel-ansi-red blaxel-logs-hidden",
    });
    expect(after).toMatchObject({ text: "red", className: "blaxel-ansi-red" });
  });

  it("do not end an escape sequence's disguise: what the terminal would swallow stays out", () => {
    expect(plainText("\u001b]0;\u202etitle\u0007text")).toBe("text");
  });

  it("are copied as they are shown", () => {
    const line = { number: 1, stream: "stdout", text: "rm\u200b -rf\u202e" } as const;
    expect(textOf([line])).toBe("rm<U+200B> -rf<U+202E>\n");
    const drawn = styledText(line.text).map(({ text }) => text);
    expect(`${drawn.join("")}\n`).toBe(textOf([line]));
  });

  it("a pile of marks is named from the fifth on", () => {
    const pile = [0x300, 0x301, 0x302, 0x303, 0x304, 0x305].map((code) =>
      String.fromCodePoint(code),
    );
    expect(plainText(`a${pile.slice(0, 4).join("")}b`)).toBe(`a${pile.slice(0, 4).join("")}b`);
    expect(plainText(`a${pile.join("")}b`)).toBe(`a${pile.slice(0, 4).join("")}<U+0304><U+0305>b`);
    const drawn = plainText(`x${"\u0336\ufe0e".repeat(30)}`);
    expect(drawn.replace(/<U\+[0-9A-F]+>/g, "")).toMatch(/^x\u0336{1,4}$/);
  });

  it("hide no data behind one picture", () => {
    const smuggled = Array.from("data", (letter) =>
      String.fromCodePoint(0xe0100 + letter.charCodeAt(0)),
    );
    expect(plainText(`😀${smuggled.join("")}`)).toMatch(/^😀(<U\+E01[0-9A-F]{2}>){4}$/);
    expect(plainText("😀\ufe0f\ufe0f\ufe0e")).toBe("😀\ufe0f<U+FE0F><U+FE0E>");
  });
});

describe("what has a use", () => {
  it.each([
    ["plain text", "GET / 200 in 3 ms — ✓ done · 100 %"],
    ["a family", "👨‍👩‍👧‍👦 and 👩🏽‍💻 and ❤️‍🔥 and 🏳️‍🌈"],
    ["variation selectors", "✔️ ⚠️ ✔︎ 1️⃣ #️⃣ 葛\u{e0100}"],
    ["flags", "🇩🇪🇫🇷"],
    ["Arabic", "مرحبا بالعالم، السّلامُ"],
    ["Persian, with a non-joiner", "می\u200cخواهم"],
    ["Hebrew with points", "שָׁלוֹם"],
    ["Hindi, with a joiner", "क्\u200dष नमस्ते"],
    ["Thai", "ที่นี่"],
    ["Vietnamese in pieces", "tiê\u0301ng Viê\u0323t"],
    ["Japanese", "が日本語"],
    ["box drawing", "┌──┐ █ ▁▂▃ ⠋"],
  ])("%s stays as it is", (_what, text) => {
    expect(plainText(text)).toBe(text);
    expect(styledText(text)).toEqual([{ text }]);
  });
});
