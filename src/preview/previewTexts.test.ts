import { readFileSync } from "node:fs";
import { expect, expectTypeOf, it } from "vitest";
import type { SandboxLabels } from "../session";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

it.each([
  "src/preview/previewTexts.ts",
  "src/process/viewer/logTexts.ts",
  "src/diagnostics/errorTexts.ts",
  "src/terminal/terminalTexts.ts",
])("docs/labels.md has every text of %s", (path) => {
  const documented = read("docs/labels.md");
  const texts = [...read(path).matchAll(/^ {2}"([a-z.]+)":\s*"(.*)",$/gm)];
  expect(texts.length).toBeGreaterThan(10);
  for (const [, key, text] of texts) {
    expect(documented.replace(/ +/g, " ")).toContain(`| \`${key}\` | ${text} |`);
  }
});

it("a mistyped label does not compile", () => {
  expectTypeOf<"preview.reload" | "logs.copy" | "error.offline.hint">().toExtend<
    keyof SandboxLabels
  >();
  expectTypeOf<"preview.relod">().not.toExtend<keyof SandboxLabels>();
  expectTypeOf<Record<string, string>>().toExtend<SandboxLabels>();
});
