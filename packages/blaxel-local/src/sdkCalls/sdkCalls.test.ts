// Which calls of the SDK work here: the list comes from its types, each is made, and the docs say so.
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startLocalSandbox, type LocalSandbox } from "..";
import { apiTrials } from "./apiTrials";
import { declaredCalls } from "./declaredCalls";
import { sandboxTrials } from "./sandboxTrials";
import type { Stand, Trials } from "./trial";

const APP = `require("node:http").createServer((_, answer) => answer.end("app")).listen(3000, "0.0.0.0")`;
const DOCS = fileURLToPath(new URL("../../docs/sdk-calls.md", import.meta.url));

const trials: Trials = { ...sandboxTrials, ...apiTrials };
const calls = declaredCalls();
let local: LocalSandbox;
let stand: Stand;

beforeAll(async () => {
  local = await startLocalSandbox();
  for (const [name, value] of Object.entries(local.env)) vi.stubEnv(name, value);
  vi.spyOn(console, "log").mockReturnValue();
  vi.spyOn(console, "warn").mockReturnValue();
  vi.resetModules();
  const sdk = await import("@blaxel/core");
  sdk.initialize({
    workspace: local.env["BL_WORKSPACE"] ?? "",
    apiKey: local.env["BL_API_KEY"] ?? "",
  });
  const sandbox = await sdk.SandboxInstance.create({ name: "demo", region: "local" });
  await sandbox.fs.write("/a.txt", "needle\n");
  await sandbox.fs.write("/app.cjs", APP);
  await sandbox.process.exec({ name: "reader", command: "cat", stdin: true });
  const app = { name: "app", command: "node app.cjs", waitForPorts: [3000], timeout: 30 };
  await sandbox.process.exec(app);
  let made = 0;
  stand = { sdk, sandbox, fresh: (kind) => `${kind}-${made++}` };
});
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await local.close();
});

it("is tried with every call that the SDK's types declare, and no other", () => {
  expect(calls.length).toBeGreaterThan(70);
  expect(Object.keys(trials).toSorted()).toEqual(calls.toSorted());
});

describe.each(["works", "refuses", "not there"] as const)("marked as: %s", (outcome) => {
  const names = calls.filter((name) => trials[name]?.outcome === outcome);
  it.each(names)("%s", async (name) => {
    const run = trials[name]?.run(stand);
    if (outcome === "works") await run;
    else await expect(run).rejects.toBeDefined();
  });
});

it("is told in the docs as it is tried here", async () => {
  const rows = calls.map((name) => {
    const { outcome = "", note = "" } = trials[name] ?? {};
    return [`\`${name}\``, outcome, note] as const;
  });
  await expect(page(rows)).toMatchFileSnapshot(DOCS);
});

function page(rows: readonly (readonly [string, string, string])[]): string {
  const all = [["Call", "Here", ""] as const, ...rows];
  const widths = [0, 1, 2].map((column) =>
    Math.max(3, ...all.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [
    "# Calls of the SDK in the local sandbox",
    "",
    "What a sandbox of `@blaxel/core` offers, read from its types, each call made in a test.",
    "**works**: as on Blaxel. **refuses**: as Blaxel does where what it needs is not configured.",
    "**not there**: Blaxel has it, the local sandbox does not. `npx vitest run -u --project node",
    "packages/blaxel-local/src/sdkCalls` writes this page.",
    "",
    line(all[0] ?? []),
    rule,
    ...rows.map(line),
    "",
  ].join("\n");
}
