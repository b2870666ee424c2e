// Installs every example from the packed build, as a stranger would, starts it against a local
// sandbox and drives it in Chromium. Prints one line for each; ends with 1 when one does not work.
// With names as arguments, only those: node scripts/examples.js next
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright";
import { findChromium } from "./chromium.js";
import { examples } from "./exampleDrivers.js";
import { freePort, startServer } from "./exampleServers.js";
import { npm, quiet } from "./npm.js";
import { buildAndPack } from "./pack.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "blaxel-react-examples-"));

function copy(name, tarballs) {
  const target = join(folder, name);
  const skipped = new Set(["node_modules", ".next", "dist"]);
  cpSync(join(root, "examples", name), target, {
    recursive: true,
    filter: (path) => !skipped.has(basename(path)),
  });
  const file = join(target, "package.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  for (const group of [manifest.dependencies, manifest.devDependencies]) {
    for (const [wanted, tarball] of Object.entries(tarballs)) {
      if (group[wanted]) group[wanted] = `file:${tarball}`;
    }
  }
  writeFileSync(file, JSON.stringify(manifest));
  return target;
}

async function check(example, { tarballs, local, browser }) {
  const { name } = example;
  const cwd = copy(name, tarballs);
  const entries = await Promise.all(example.ports.map(async (port) => [port, await freePort()]));
  const ports = Object.fromEntries(entries);
  const urls = Object.fromEntries(entries.map(([key, port]) => [key, `http://localhost:${port}`]));
  const env = { ...local.env, ...example.env?.(ports) };
  await npm(["install", "--prefer-offline", "--loglevel=error"], cwd);
  await npm(["run", "build"], cwd, env);

  const servers = example
    .servers(ports)
    .map((server) => startServer({ ...server, cwd, env: { ...quiet, ...env, ...server.env } }));
  const page = await browser.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (line) => {
    // A browser prints every status from 400 on, and asking before the server is up is no mistake.
    const isStatus = line.text().startsWith("Failed to load resource");
    if (line.type() === "error" && !isStatus) complaints.push(line.text());
  });
  try {
    await Promise.all(servers.map((server) => server.answers()));
    const opened = Date.now();
    const sandboxes = () => local.requests().map(({ sandbox }) => sandbox);
    await example.drive({ page, urls, sandboxes });
    if (complaints.length > 0) throw new Error(`The page complains:\n${complaints.join("\n")}`);
    return ((Date.now() - opened) / 1000).toFixed(1);
  } catch (error) {
    const output = servers.map((server) => server.output()).join("\n");
    throw new Error(`${error.message}\n${output}\n${complaints.join("\n")}`, { cause: error });
  } finally {
    await page.close();
    await Promise.all(servers.map((server) => server.stop()));
  }
}

const wanted = process.argv.slice(2);
let browser;
let local;
try {
  const tarballs = await buildAndPack(folder);
  const library = join(root, "packages/blaxel-local/dist/index.js");
  const { startLocalSandbox } = await import(pathToFileURL(library));
  local = await startLocalSandbox();
  browser = await chromium.launch({ executablePath: findChromium() });
  for (const example of examples) {
    if (wanted.length > 0 && !wanted.includes(example.name)) continue;
    try {
      const seconds = await check(example, { tarballs, local, browser });
      console.log(`${example.name}: installed, built, and its sandbox shown in ${seconds} s`);
    } catch (error) {
      process.exitCode = 1;
      console.log(`${example.name}: FAILED. ${error.message}`);
    }
  }
} catch (error) {
  process.exitCode = 1;
  console.log(error.message);
} finally {
  await browser?.close();
  await local?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
