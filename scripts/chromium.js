// Finds a Chromium that is already on this machine. Shared by the set-up script,
// the test configuration and the benchmarks, so that all of them run the same browser.
import { createRequire } from "node:module";
import { findExecutable } from "./executables.js";

const NAMES =
  process.platform === "win32"
    ? ["chrome.exe", "chromium.exe", "msedge.exe"]
    : ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

const MAC_APPS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

const playwrightDownload = () => {
  try {
    return createRequire(import.meta.url)("playwright").chromium.executablePath();
  } catch {
    // Playwright is not installed yet: the set-up script asks before `npm ci` has run.
    return undefined;
  }
};

/** The path of a Chromium to run, or `undefined` when there is none. */
export const findChromium = () =>
  findExecutable({
    variable: "CHROMIUM_PATH",
    names: NAMES,
    places: [...(process.platform === "darwin" ? MAC_APPS : []), playwrightDownload()],
  });
