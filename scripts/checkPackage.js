// Packs the build as npm would and uses the tarball like a stranger: publint, types under every
// entry, and a new Vite app that installs it, type-checks and builds.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const npm = process.env.npm_execpath;
const folder = mkdtempSync(join(tmpdir(), "blaxel-react-package-"));

const run = (command, args, cwd) => execFileSync(command, args, { cwd, stdio: "inherit" });
const runNpm = (args, cwd) =>
  npm
    ? execFileSync(process.execPath, [npm, ...args], { cwd, encoding: "utf8" })
    : execFileSync("npm", args, { cwd, encoding: "utf8", shell: process.platform === "win32" });
const tool = (path) => join(root, "node_modules", path);

try {
  const packed = JSON.parse(runNpm(["pack", "--json", "--pack-destination", folder], root));
  const [{ filename, size, files }] = Array.isArray(packed) ? packed : Object.values(packed);
  const tarball = join(folder, filename);
  console.log(`${filename}: ${files.length} files, ${(size / 1024).toFixed(0)} kB packed`);

  run(process.execPath, [tool("publint/src/cli.js"), "run", tarball, "--strict"], root);
  run(
    process.execPath,
    [
      tool("@arethetypeswrong/cli/dist/index.js"),
      tarball,
      "--profile",
      "esm-only",
      "--exclude-entrypoints",
      "styles.css",
    ],
    root,
  );

  const app = join(folder, "app");
  mkdirSync(app);
  cpSync(join(root, "scripts/package-app"), app, { recursive: true });
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const version = (name) => `${name}@${devDependencies[name]}`;
  writeFileSync(
    join(app, "package.json"),
    '{ "name": "app", "private": true, "type": "module" }\n',
  );
  const wanted = [
    "react",
    "react-dom",
    "@blaxel/core",
    "@tanstack/react-query",
    "@testing-library/react",
    "@testing-library/dom",
    "@types/react",
    "@types/react-dom",
    "@types/node",
    "typescript",
    "vite",
  ];
  runNpm(
    ["install", "--no-audit", "--no-fund", "--loglevel=error", tarball, ...wanted.map(version)],
    app,
  );
  run(process.execPath, ["node_modules/typescript/bin/tsc", "--noEmit"], app);
  run(process.execPath, ["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"], app);
  console.log("The packed tarball installs, type-checks and builds in an empty Vite app.");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
