import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = new URL("../", import.meta.url);
const page = readFileSync(new URL("SECURITY.md", root), "utf8");
const promises = page.split("\n").filter((line) => line.startsWith("- "));

it("SECURITY.md makes promises", () => expect(promises.length).toBeGreaterThan(30));

it.each(promises)("names a test that exists: %s", (promise) => {
  const [, path = "", name = ""] = /\(`([^`]+)`: ([^()]+)\)\.$/.exec(promise) ?? [];
  const file = fileURLToPath(new URL(path, root));
  expect(path).toMatch(/\.(test|attack)\.tsx?$/);
  expect(existsSync(file), path).toBe(true);
  expect(name.length).toBeGreaterThan(8);
  expect(readFileSync(file, "utf8")).toContain(name);
});
