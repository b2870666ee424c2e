import { expect, it } from "vitest";
import { SandboxError } from "../errors";
import { firstModel, nextModel, stateOf, textToStore, type FileEvent } from "./fileMachine";
import type { FileContent } from "./types";

const text = (value: string): FileContent => ({ kind: "text", text: value });
const read = (content: FileContent | string): FileEvent => ({
  type: "read",
  content: typeof content === "string" ? text(content) : content,
});
const edited = (value: string): FileEvent => ({ type: "edited", value });
const missing: FileContent = { kind: "missing" };
const binary: FileContent = { kind: "binary", bytes: Uint8Array.of(0) };
const error = new SandboxError({ kind: "offline", message: "", hint: "", retryable: true });

const after = (...events: FileEvent[]) => events.reduce(nextModel, firstModel);
const shown = (...events: FileEvent[]) => {
  const actions = { keepMine: async () => "saved" as const, takeTheirs: () => {} };
  const { status, value, isDirty, conflict } = stateOf(after(...events), actions);
  return [status, value, isDirty, conflict && [conflict.reason, conflict.mine, conflict.theirs]];
};

it.each<[what: string, events: FileEvent[], status: string, value?: string]>([
  ["nothing is known", [], "loading"],
  ["it was read", [read("a\r\n")], "ready", "a\n"],
  ["another writer changes it", [read("a"), read("b")], "ready", "b"],
  ["there is nothing", [read(missing)], "missing"],
  ["it was removed", [read("a"), read(missing)], "missing"],
  ["it is no text", [read(binary)], "binary"],
  ["it is too large", [read({ kind: "too-large", size: 9 })], "too-large"],
  ["it could not be read", [{ type: "unreadable", error }], "error"],
  ["it could not be read again", [read("a"), { type: "unreadable", error }], "ready", "a"],
  ["no text is edited", [read(binary), edited("x")], "binary"],
  ["what is not known is edited", [edited("x")], "loading"],
  ["an edit is taken back by hand", [read("a"), edited("b"), edited("a")], "ready", "a"],
  ["an edit is dropped", [read("a"), edited("b"), { type: "drop-mine" }], "ready", "a"],
  [
    "another writer writes the edit",
    [read("a"), edited("b"), read("b\n"), read("b")],
    "ready",
    "b",
  ],
  ["theirs are taken", [read("a"), edited("b"), read("c"), { type: "drop-mine" }], "ready", "c"],
  [
    "theirs appear when the edit is taken back",
    [read("a"), edited("b"), read("c"), edited("a")],
    "ready",
    "c",
  ],
  [
    "it was saved",
    [read("a"), edited("b"), { type: "saving" }, { type: "saved", value: "b", text: "b" }],
    "ready",
    "b",
  ],
])("clean: %s", (_what, events, status, value) => {
  expect(shown(...events)).toEqual([status, value, false, undefined]);
});

it.each<[what: string, events: FileEvent[], value: string]>([
  ["an edit", [read("a"), edited("b")], "b"],
  ["an edit of nothing is a new file", [read(missing), edited("b")], "b"],
  ["it is read again as it was", [read("a"), edited("b"), read("a")], "b"],
  ["theirs were taken back by them", [read("a"), edited("b"), read("c"), read("a")], "b"],
  ["mine are kept", [read("a"), edited("b"), read("c"), { type: "keep-mine" }], "b"],
  [
    "mine are kept though it was removed",
    [read("a"), edited("b"), read(missing), { type: "keep-mine" }],
    "b",
  ],
  [
    "what is half written while it is saved",
    [read("a"), edited("b"), { type: "saving" }, read("")],
    "b",
  ],
  [
    "it could not be saved",
    [read("a"), edited("b"), { type: "saving" }, { type: "not-saved", error }],
    "b",
  ],
  [
    "the user types on while it is saved",
    [
      read("a"),
      edited("b"),
      { type: "saving" },
      edited("bc"),
      { type: "saved", value: "b", text: "b" },
    ],
    "bc",
  ],
])("an edit stays: %s", (_what, events, value) => {
  expect(shown(...events)).toEqual(["ready", value, true, undefined]);
});

it.each<[what: string, content: FileContent, conflict: unknown[]]>([
  ["changed it", text("c\r\n"), ["changed", "b", "c\n"]],
  ["emptied it", text(""), ["changed", "b", ""]],
  ["removed it", missing, ["removed", "b", undefined]],
  ["put no text in its place", binary, ["unreadable", "b", undefined]],
])("a conflict: another writer %s", (_what, content, conflict) => {
  expect(shown(read("a"), edited("b"), read(content))).toEqual(["ready", "b", true, conflict]);
});

it("a conflict: another writer overwrote what was just saved", () => {
  const saved: FileEvent[] = [read("a"), edited("b"), { type: "saved", value: "b", text: "b" }];
  const over: FileEvent = { type: "overwritten", value: "b", content: text("c") };
  expect(shown(...saved, over)).toEqual(["ready", "b", true, ["changed", "b", "c"]]);
  expect(shown(...saved, edited("bd"), over)).toEqual([
    "ready",
    "bd",
    true,
    ["changed", "bd", "c"],
  ]);
});

it("keeps a conflict with what is no text: that is never written over", () => {
  const model = after(read("a"), edited("b"), read(binary));
  expect(nextModel(model, { type: "keep-mine" })).toBe(model);
});

it("stores an edit with the ends of what it was made of, or of theirs once they were seen", () => {
  const model = after(read("\uFEFFa\r\n"), edited("b\n"));
  expect(textToStore(model, "b\n")).toBe("\uFEFFb\r\n");
  const kept = after(read("a\r\n"), edited("b\n"), read("c\n"), { type: "keep-mine" });
  expect(textToStore(kept, "b\n")).toBe("b\n");
});

it("changes nothing, and renders nothing, for what is known", () => {
  const model = after(read("a"));
  expect(nextModel(model, read("a"))).toBe(model);
});
