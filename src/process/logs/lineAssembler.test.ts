import { expect, it } from "vitest";
import { LineAssembler } from "./lineAssembler";
import { LogBuffer } from "./logBuffer";

const ROUNDS = 1_000_000;
const FRAMES = ["|", "/", "-", "\\"];

/** How a program draws over what it has drawn: from the start of the line, or one back. */
const spinners: [name: string, draw: (frame: string) => string, shown: RegExp][] = [
  ["a carriage return", (frame) => `\r${frame} working`, /^\\ working$/],
  ["a carriage return behind", (frame) => `${frame} working\r`, /^\\ working$/],
  ["a backspace", (frame) => `\b${frame}`, /\\$/],
  ["a backspace, in colour", (frame) => `\b\u001b[32m${frame}\u001b[0m`, /\\\u001b\[0m$/],
  ["a cursor sequence", (frame) => `\u001b[1G${frame} working`, /\\ working$/],
];

it.each(spinners)(
  "keeps little of a line that is drawn a million times by %s",
  (_, draw, shown) => {
    const buffer = new LogBuffer();
    const assembler = new LineAssembler(buffer);
    let characters = 0;
    let most = 0;
    for (let round = 0; round < ROUNDS; round++) {
      assembler.push("stdout", draw(FRAMES[round % 4] ?? ""));
      if (round % 100_000 !== 99_999) continue;
      assembler.showUnfinished();
      characters = 0;
      for (let at = 0; at < buffer.length; at++) characters += buffer.at(at)?.text.length ?? 0;
      most = Math.max(most, characters);
    }
    expect(buffer.length).toBe(1);
    expect(buffer.at(0)?.text).toMatch(shown);
    expect(most).toBeLessThanOrEqual(16_384);
  },
);
