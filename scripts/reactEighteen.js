// Runs the tests in jsdom once more with React 18, in a copy of the repository that has it installed.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { npm } from "./npm.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "blaxel-react-18-"));
const needed = [
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "vite.config.ts",
  "packages",
  "scripts",
  "src",
  "testbed",
];

try {
  for (const path of needed) cpSync(join(root, path), join(folder, path), { recursive: true });
  await npm(["ci", "--prefer-offline"], folder);
  const older = ["react@18", "react-dom@18"];
  await npm(["install", "--no-save", "--legacy-peer-deps", "--prefer-offline", ...older], folder);
  const installed = join(folder, "node_modules/react/package.json");
  console.log(`React ${JSON.parse(readFileSync(installed, "utf8")).version}`);
  const { status } = spawnSync(
    process.execPath,
    ["node_modules/vitest/vitest.mjs", "run", "--project", "dom"],
    { cwd: folder, stdio: "inherit", env: { ...process.env, KIT_SKIP_BROWSER: "1" } },
  );
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
