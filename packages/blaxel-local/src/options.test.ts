import { expect, it } from "vitest";
import { checkOptions, type LocalSandboxOptions } from "./options";

it.each<[LocalSandboxOptions, string]>([
  [{ port: 65_536 }, "port"],
  [{ port: Number.NaN }, "port"],
  [{ profile: "C" as "A" }, "profile"],
  [{ previewOrigin: "path" as "port" }, "previewOrigin"],
  [{ apiKey: "local" }, "apiKey"],
  [{ apiKey: "abcdefghijklmnop\r\nqrstuv" }, "apiKey"],
  [{ apiKey: "abcdefghijklmnopqrstuv ü" }, "apiKey"],
  [{ workspace: "local\r\nX-Evil: 1" }, "workspace"],
  [{ workspace: "" }, "workspace"],
  [{ maxBodyBytes: Number.NaN }, "maxBodyBytes"],
  [{ maxBodyBytes: -1 }, "maxBodyBytes"],
  [{ edgeTimeoutMs: Number.NaN }, "edgeTimeoutMs"],
  [{ edgeTimeoutMs: -1 }, "edgeTimeoutMs"],
  [{ deletionMs: Number.NaN }, "deletionMs"],
  [{ deletionMs: Infinity }, "deletionMs"],
])("refuses %j and names it", (options, name) => {
  expect(() => checkOptions(options)).toThrow(TypeError);
  expect(() => checkOptions(options)).toThrow(name);
});

it("takes what can work", () => {
  expect(() =>
    checkOptions({
      port: 0,
      edgeTimeoutMs: 0,
      deletionMs: 0,
      maxBodyBytes: 1,
      workspace: "my-team",
    }),
  ).not.toThrow();
});
