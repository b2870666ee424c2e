// One app, built for production with each bundler from the packed package, as a stranger would.
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";
import { npm } from "../../scripts/npm.js";

const source = fileURLToPath(new URL("./app", import.meta.url));

/** A production build: a folder of files for any static server. */
export interface BuiltApp {
  /** The bundler with its version. */
  name: string;
  root: string;
  /** Sent with every file. */
  headers: Record<string, string>;
}

/** Next writes scripts into its HTML, which a policy as strict as this forbids. */
const strict = { "content-security-policy": "script-src 'self'" };

const bundlers = [
  { bundler: "vite", output: "vite", headers: strict },
  { bundler: "webpack", output: "webpack", headers: strict },
  { bundler: "next", output: "out", headers: {} },
];

/** Installs the app in `folder` with the package in `tarball`, and builds it with every bundler. */
export async function buildApps(folder: string, tarball: string): Promise<BuiltApp[]> {
  await copyApp(folder);
  const manifest = join(folder, "package.json");
  const { dependencies, ...rest } = readJson(manifest);
  const withPackage = { ...dependencies, "blaxel-react": `file:${tarball}` };
  writeFileSync(manifest, JSON.stringify({ ...rest, dependencies: withPackage }));
  await npm(["install", "--prefer-offline", "--loglevel=error"], folder);
  const built: BuiltApp[] = [];
  for (const { bundler, output, headers } of bundlers) {
    await npm(["run", bundler], folder, { NODE_ENV: "production" });
    const { version } = readJson(join(folder, "node_modules", bundler, "package.json"));
    built.push({ name: `${bundler} ${version}`, root: join(folder, output), headers });
  }
  return built;
}

/** Without types and JSX: webpack knows neither, and Next would check and install the former. */
async function copyApp(folder: string): Promise<void> {
  for (const path of readdirSync(source, { recursive: true, encoding: "utf8" })) {
    const from = join(source, path);
    const to = join(folder, path);
    mkdirSync(dirname(to), { recursive: true });
    if (path.endsWith(".tsx")) {
      const options = { loader: "tsx", jsx: "automatic", format: "esm" } as const;
      const { code } = await transform(readFileSync(from, "utf8"), options);
      writeFileSync(to.replace(/\.tsx$/, ".js"), code);
    } else if (path.includes(".")) cpSync(from, to);
  }
}

interface Manifest {
  version: string;
  dependencies: Record<string, string>;
}

const readJson = (path: string) => JSON.parse(readFileSync(path, "utf8")) as Manifest;
