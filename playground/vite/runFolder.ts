import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// Inside the repository, so that the app in the sandbox finds its packages by walking up.
const parent = fileURLToPath(new URL("../.sandboxes", import.meta.url));

/** A new folder for the sandboxes of this run; removes what runs that were killed left behind. */
export function createRunFolder(): string {
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    const owner = Number(/^run-(\d+)-/.exec(name)?.[1]);
    if (owner > 0 && !isAlive(owner)) removeRunFolder(join(parent, name));
  }
  return mkdtempSync(join(parent, `run-${process.pid}-`));
}

export function removeRunFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
