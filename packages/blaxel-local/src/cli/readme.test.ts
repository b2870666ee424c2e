// The README's scripts run as they stand there.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { run, runner, variables } from "./testCommand";

const repository = fileURLToPath(new URL("../../../../", import.meta.url));
const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const scripts = [...readme.matchAll(/^```js\n(.*?)^```/gms)].map(([, script = ""]) => script);
const scriptWith = (text: string) => {
  const found = scripts.find((script) => script.includes(text));
  if (!found) throw new Error(`The README has no script with ${text}.`);
  return found;
};

it("a backend needs ten lines", async () => {
  const script = scriptWith("createIfNotExists");
  expect(script.split("\n").filter(Boolean).length).toBeLessThanOrEqual(10);
  const command = run([]);
  const env = { ...process.env, ...(await variables(command)) };
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", script], { env });
  expect(output.toString()).toBe("hello\n");
  command.child.kill("SIGINT");
  expect(await command.exited).toBe(0);
});

it("Node's own test runner runs its test", () => {
  // Where the packages that it imports are found.
  const folder = mkdtempSync(join(repository, "node_modules", ".readme-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "readme.test.js");
  writeFileSync(file, scriptWith("node:test"));
  const output = execFileSync(process.execPath, [runner, file]).toString();
  expect(output).toMatch(/^# pass 2$/m);
  expect(output).toMatch(/^# fail 0$/m);
});
