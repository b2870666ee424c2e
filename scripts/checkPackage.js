// Packs the build as npm would and uses each tarball like a stranger: what is in it, publint, types
// under every entry. The kit then has to type-check and build in a new Vite app that installs it, and
// the local sandbox has to run in an empty folder, neither with the other at hand.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { npm } from "./npm.js";
import { pack } from "./pack.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "blaxel-react-package-"));
const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const EVERY_TARBALL = ["package.json", "README.md", "LICENSE"];
const BUILT = /^dist\/[^/]+\.(?:js|d\.ts|css|LICENSE)$/;
const WRITTEN =
  /^(?:docs\/[^/]+\.md|SECURITY\.md|bin\/[^/]+\.js|examples\/.*\.(?:md|[jt]sx?|json|html))$/;

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

function checkTarball(packed) {
  const { name, tarball, size, files } = packed;
  console.log(`${name}: ${files.length} files, ${(size / 1024).toFixed(0)} kB packed`);
  checkFiles(packed);
  checkContents(packed, name === "blaxel-react" ? root : join(root, "packages", name));
  node([tool("publint/src/cli.js"), "run", tarball, "--strict"], root);
  const types = [tool("@arethetypeswrong/cli/dist/index.js"), tarball, "--profile", "esm-only"];
  node(name === "blaxel-react" ? [...types, "--exclude-entrypoints", "styles.css"] : types, root);
}

/** Bigger than the rest of the package together: the one thing that only the repository has. */
const ONLY_IN_REPOSITORY = ["docs/playground.png"];

/** Links lead to what is packed, declarations are reached, and bundled packages have their licences. */
function checkContents({ name, files }, home) {
  const read = (file) => readFileSync(join(home, file), "utf8");
  const isPacked = (path) => files.some((file) => file === path || file.startsWith(`${path}/`));
  const unreached = new Set(files.filter((file) => file.endsWith(".d.ts")));
  const reach = (file) => {
    if (!unreached.delete(file)) return;
    for (const [, to] of read(file).matchAll(/from ['"]\.\/(.+?)\.js['"]/g))
      reach(`dist/${to}.d.ts`);
  };
  for (const entry of Object.values(JSON.parse(read("package.json")).exports)) {
    if (entry.types) reach(posix.normalize(entry.types));
  }
  const faults = [...unreached].map((file) => `${file}, which no entry reaches`);
  for (const file of files.filter((file) => file.endsWith(".md"))) {
    for (const [, to] of read(file).matchAll(/\]\((?!\w+:|#)([^)#]+)/g)) {
      const path = posix.join(posix.dirname(file), to).replace(/\/$/, "");
      if (path === "." || isPacked(path) || ONLY_IN_REPOSITORY.includes(path)) continue;
      faults.push(`a dead link in ${file}: ${to}`);
    }
  }
  for (const file of files.filter((file) => file.endsWith(".js"))) {
    for (const [, bundled] of read(file).matchAll(
      /^\/\/ .*node_modules\/((?:@[^/]+\/)?[^/]+)\//gm,
    )) {
      if (!files.includes(`dist/${bundled}.LICENSE`)) faults.push(`${bundled} without its licence`);
    }
  }
  if (faults.length > 0) throw new Error(`${name} is packed with ${faults.join("; ")}.`);
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
