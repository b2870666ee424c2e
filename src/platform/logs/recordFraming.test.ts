import { expect, it } from "vitest";
import type { LogSink } from "./framing";
import { RecordFraming } from "./recordFraming";

const encoder = new TextEncoder();

/** What a reader of these pieces is told, in order. */
function read(pieces: Iterable<string>) {
  const told: string[] = [];
  const sink: LogSink = {
    text: (_stream, text) => told.push(text),
    gap: () => told.push("(gap)"),
    restart: () => undefined,
    signal: () => undefined,
    unconfirmedNewline: () => undefined,
    isFarBehind: false,
  };
  const framing = new RecordFraming(sink);
  for (const piece of pieces) framing.push(encoder.encode(piece));
  return told;
}

const record = (fields: object) => `${JSON.stringify({ type: "stdout", ...fields })}\n`;
const after = record({ data: "after" });

it.each([
  ["is no base64 although it says so", record({ data: "%%%", encoding: "base64" })],
  ["is no JSON", "{\n"],
])("a record that %s stands for a gap, and what follows is read", (_what, broken) => {
  expect(read([record({ data: "before" }), broken, after])).toEqual(["before", "(gap)", "after"]);
});

it("a record that comes in many pieces is put together", () => {
  const data = "x".repeat(1_000_000);
  expect(read(record({ data }).match(/[^]{1,1000}/g) ?? [])).toEqual([data]);
});

it("a record without end is let go of, costs no more the longer it gets, and stands for a gap", () => {
  const pieces = [...Array.from({ length: 2_000 }, () => "x".repeat(32_768)), "\n", after];
  const startedAt = performance.now();
  expect(read(pieces)).toEqual(["(gap)", "after"]);
  // Looking through all of it anew with each piece would take more than a minute.
  expect(performance.now() - startedAt).toBeLessThan(20_000);
});
