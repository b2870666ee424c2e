import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import ts from "typescript";
import { isPlatformName } from "./sessions";

const docs = readFileSync(new URL("../../docs/backend.md", import.meta.url), "utf8");
const source = /```ts\n\/\/ nameOf\.ts\n([^`]*`[^`]*`[^`]*)```/.exec(docs)?.[1] ?? "";

async function load(): Promise<(...parts: string[]) => string> {
  const options = { compilerOptions: { module: ts.ModuleKind.ESNext } };
  const { outputText } = ts.transpileModule(source, options);
  const { nameOf } = await import(`data:text/javascript,${encodeURIComponent(outputText)}`);
  return nameOf;
}

it("the names of docs/backend.md can be a sandbox's, and no two users share one", async () => {
  const nameOf = await load();
  const owners = [
    ["a", "b-c"],
    ["a-b", "c"],
    ["a", "b", "c"],
    ["a-b-c"],
    ["a,b"],
    ["a", "b"],
    ['a","b'],
    ["A", "b"],
    ["", "ab"],
    ["ab", ""],
    ["ab"],
    [""],
    [],
    ["ab "],
    ["a".repeat(63)],
    ["a".repeat(64)],
    [`${"a".repeat(64)}b`],
    ["ann@example.com"],
    ["ann.example.com"],
    ["\u00e4"],
    ["a\u0308"],
    ["../other"],
  ];
  const names = owners.map((parts) => nameOf(...parts));
  expect(names.filter((name) => !isPlatformName(name))).toEqual([]);
  expect(new Set(names).size).toBe(owners.length);
  expect(nameOf("a", "b-c")).toBe(names[0]);
});

it("no other example of a name there is put together by hand", () => {
  for (const file of ["../../docs/backend.md", "../../README.md", "./options.ts", "./backend.ts"]) {
    const text = readFileSync(new URL(file, import.meta.url), "utf8");
    expect(text).not.toMatch(/name: `user-\$\{/);
  }
});
