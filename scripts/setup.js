// Everything a fresh clone needs before `npm start` or `npm test`: packages and, with
// --browser, a Chromium, or with --engines every engine that previews are tested in. Uses nothing
// but Node's own modules, since nothing is installed yet.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { findChromium } from "./chromium.js";
import { findExecutable } from "./executables.js";
import { engineNames, missingPackages } from "./engines.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const MINIMUM_NODE = [20, 19];

const stop = (line) => {
  console.error(line);
  process.exit(1);
};

const run = (command, args, options = {}) =>
  spawnSync(command, args, { cwd: root, stdio: "inherit", ...options }).status === 0;

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1])) return;
  stop(
    `blaxel-react needs Node ${MINIMUM_NODE.join(".")} or newer; this is Node ${process.versions.node}.`,
  );
}

function installPackages() {
  const installed = `${root}node_modules/.package-lock.json`;
  const wanted = `${root}package-lock.json`;
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  console.log("Installing packages …");
  const npm = process.env.npm_execpath;
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  const ok = npm
    ? run(process.execPath, [npm, ...args])
    : run("npm", args, { shell: process.platform === "win32" });
  if (!ok) stop("npm ci failed: see the lines above. Is the npm registry reachable?");
}

/** On Debian and Ubuntu, as root or by a sudo that asks for no password; elsewhere it does nothing. */
function aptInstall(names) {
  if (process.platform !== "linux" || names.length === 0) return;
  const quiet = { stdio: ["ignore", "ignore", "inherit"] };
  const apt = (...args) =>
    process.getuid?.() === 0
      ? run("apt-get", args, quiet)
      : run("sudo", ["-n", "apt-get", ...args], quiet);
  if (!apt("update", "-qq")) return;
  // One by one: a package that this system does not have would keep the others out.
  for (const name of names) apt("install", "-y", "-qq", "--no-install-recommends", name);
}

function installChromium() {
  if (process.env.KIT_SKIP_BROWSER || findChromium()) return;
  if (process.env.CHROMIUM_PATH) {
    stop(`CHROMIUM_PATH is set to ${process.env.CHROMIUM_PATH}, which is not an executable file.`);
  }
  console.log("No Chromium found: getting one …");
  aptInstall(["chromium"]);
  if (findChromium()) return;
  run(process.execPath, [
    `${root}node_modules/playwright/cli.js`,
    "install",
    "chromium",
    "chromium-headless-shell",
  ]);
  if (findChromium()) return;
  stop(
    "No Chromium could be found or installed. Set CHROMIUM_PATH to a Chrome or Chromium, or KIT_SKIP_BROWSER=1 to leave the browser tests out.",
  );
}

/** For the tests of sandboxes with files and ports of their own; elsewhere they say why there are none. */
function installIsolation() {
  const tools = { bwrap: "bubblewrap", pasta: "passt" };
  const missing = Object.entries(tools).filter(([name]) => !findExecutable({ names: [name] }));
  aptInstall(missing.map(([, name]) => name));
}

function installEngines() {
  installChromium();
  const missing = () => engineNames.flatMap(missingPackages);
  aptInstall(missing());
  const absent = engineNames.filter((name) => missingPackages(name).length > 0);
  if (absent.length === 0) return;
  stop(
    `${absent.join(" and ")} cannot be tested: ${missing().join(", ")} could not be installed. FIREFOX_PATH, WEBKIT_DRIVER_PATH and XVFB_PATH name programs that are somewhere else.`,
  );
}

checkNode();
installPackages();
if (process.argv.includes("--browser")) {
  installChromium();
  installIsolation();
}
if (process.argv.includes("--engines")) installEngines();
