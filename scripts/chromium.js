// Finds a Chromium that is already on this machine. Shared by the set-up script,
// the test configuration and the benchmarks, so that all of them run the same browser.
import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";

const NAMES =
  process.platform === "win32"
    ? ["chrome.exe", "chromium.exe", "msedge.exe"]
    : ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

const MAC_APPS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const onPath = () =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .filter(Boolean)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)));

const playwrightDownload = () => {
  try {
    return createRequire(import.meta.url)("playwright").chromium.executablePath();
  } catch {
    // Playwright is not installed yet: the set-up script asks before `npm ci` has run.
    return undefined;
  }
};

/** The path of a Chromium to run, or `undefined` when there is none. */
export function findChromium() {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen) return isExecutable(chosen) ? chosen : undefined;
  const candidates = [
    ...onPath(),
    ...(process.platform === "darwin" ? MAC_APPS : []),
    playwrightDownload(),
  ];
  return candidates.find((path) => path && isExecutable(path));
}
