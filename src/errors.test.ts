import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { SandboxError, isSandboxError } from "./errors";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

it("docs/errors.md has one row for each kind, and no other", () => {
  const union = read("./errors.ts").split("export type SandboxErrorKind")[1]?.split(";\n")[0] ?? "";
  const kinds = [...union.matchAll(/\| "([a-z-]+)"/g)].map(([, kind]) => kind);
  const rows = [...read("../docs/errors.md").matchAll(/^\| `([a-z-]+)`/gm)].map(([, kind]) => kind);
  expect(kinds.length).toBeGreaterThan(20);
  expect(rows).toEqual(kinds);
});

it("an error says what happened and what to do", () => {
  const cause = new TypeError("Failed to fetch");
  const error = new SandboxError({
    kind: "offline",
    message: "The browser is offline.",
    hint: "Check the network connection.",
    retryable: true,
    cause,
  });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    name: "SandboxError",
    kind: "offline",
    message: "The browser is offline.",
    hint: "Check the network connection.",
    retryable: true,
    status: undefined,
    retryAfterMs: undefined,
    cause,
  });
  expect(isSandboxError(error)).toBe(true);
  expect(isSandboxError(cause)).toBe(false);
});
