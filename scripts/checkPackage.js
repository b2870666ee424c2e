// Packs the build as npm would and uses each tarball like a stranger: what is in it, publint, types
// under every entry. The kit then has to type-check and build in a new Vite app that installs it, and
// the local sandbox has to run in an empty folder, neither with the other at hand.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { npm } from "./npm.js";
import { pack } from "./pack.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "blaxel-react-package-"));
const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const EVERY_TARBALL = ["package.json", "README.md", "LICENSE"];
const BUILT = /^dist\/[^/]+\.(?:js|js\.map|d\.ts|css)$/;
const WRITTEN = /^(?:docs\/[^/]+\.md|bin\/[^/]+\.js)$/;

const node = (args, cwd) => execFileSync(process.execPath, args, { cwd, stdio: "inherit" });
const tool = (path) => join(root, "node_modules", path);

function checkFiles({ name, files }) {
  const missing = EVERY_TARBALL.filter((file) => !files.includes(file));
  const strange = files.filter(
    (file) => !EVERY_TARBALL.includes(file) && !BUILT.test(file) && !WRITTEN.test(file),
  );
  if (missing.length > 0) throw new Error(`${name} is packed without ${missing.join(", ")}.`);
  if (strange.length > 0) throw new Error(`${name} is packed with ${strange.join(", ")}.`);
}

function checkTarball({ name, tarball, size, files }) {
  console.log(`${name}: ${files.length} files, ${(size / 1024).toFixed(0)} kB packed`);
  checkFiles({ name, files });
  node([tool("publint/src/cli.js"), "run", tarball, "--strict"], root);
  const types = [tool("@arethetypeswrong/cli/dist/index.js"), tarball, "--profile", "esm-only"];
  node(name === "blaxel-react" ? [...types, "--exclude-entrypoints", "styles.css"] : types, root);
}

/** A new folder with the files of a template, the tarball and these packages. */
async function install(template, tarball, packages) {
  const app = join(folder, template);
  cpSync(join(root, "scripts", template), app, { recursive: true });
  const manifest = { name: "app", private: true, type: "module" };
  writeFileSync(join(app, "package.json"), JSON.stringify(manifest));
  const versions = packages.map((name) => `${name}@${devDependencies[name]}`);
  await npm(["install", "--prefer-offline", "--loglevel=error", tarball, ...versions], app);
  return app;
}

async function checkKit(tarball) {
  const app = await install("package-app", tarball, [
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
  ]);
  node(["node_modules/typescript/bin/tsc", "--noEmit"], app);
  node(["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"], app);
  console.log("blaxel-react installs, type-checks and builds in an empty Vite app.");
}

async function checkLocal(tarball) {
  const app = await install("local-app", tarball, ["@blaxel/core", "@types/node", "typescript"]);
  node(["node_modules/typescript/bin/tsc", "--noEmit"], app);
  await npm(["exec", "--no", "--", "blaxel-local", "--", "node", "inCommand.mjs"], app);
  node(["inTest.mjs"], app);
  console.log("blaxel-local installs, type-checks and runs in an empty folder.");
}

try {
  const packed = await pack(folder);
  for (const one of packed) checkTarball(one);
  const tarballs = Object.fromEntries(packed.map(({ name, tarball }) => [name, tarball]));
  await checkKit(tarballs["blaxel-react"]);
  await checkLocal(tarballs["blaxel-local"]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
