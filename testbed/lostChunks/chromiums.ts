// Two Chromiums, the newest and the oldest that can be had: what a browser keeps of a failed
// `import()` differs between them.
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium, type Browser } from "playwright";
import { findChromium } from "../../scripts/chromium.js";

const run = promisify(execFile);

/**
 * Launches the one that all tests use and another: the one at `OTHER_CHROMIUM_PATH`, or a version from
 * the package archive of Debian, unpacked in `folder`. Where there is none, says so and launches one.
 */
export async function launchChromiums(folder: string): Promise<Browser[]> {
  const usual = findChromium();
  if (!usual) throw new Error("There is no Chromium: set CHROMIUM_PATH.");
  const browser = await chromium.launch({ executablePath: usual });
  try {
    const path = process.env["OTHER_CHROMIUM_PATH"] ?? (await unpack(folder, browser.version()));
    return [browser, await chromium.launch({ executablePath: path })];
  } catch (error) {
    console.log(`No other Chromium can be had here: ${String(error)}`);
    return [browser];
  }
}

/** The oldest version that is not the one at hand. Nothing is installed: they live side by side. */
async function unpack(folder: string, atHand: string): Promise<string> {
  const { stdout } = await run("apt-cache", ["madison", "chromium"]);
  const [version] = stdout
    .split("\n")
    .flatMap((line) => line.split("|")[1]?.trim() ?? [])
    .filter((version) => !version.startsWith(atHand))
    .sort((one, other) => Number.parseInt(one) - Number.parseInt(other));
  if (!version) throw new Error("The package archive has no other version.");
  const packages = ["chromium", "chromium-common"].map((name) => `${name}=${version}`);
  await run("apt-get", ["download", ...packages], { cwd: folder });
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".deb"))) {
    await run("dpkg", ["-x", file, "."], { cwd: folder });
  }
  return join(folder, "usr/lib/chromium/chromium");
}
