import { realpathSync } from "node:fs";
import { join, posix, sep } from "node:path";

/** A working directory as answers repeat it: `~` is the sandbox's `/`, slashes are merged. */
export function shownFolder(workingDir: string): string {
  const home = workingDir.startsWith("~") ? `/${workingDir.slice(1)}` : workingDir;
  return home.replace(/\/{2,}/g, "/");
}

/** Where a working directory of the sandbox lies on this machine; undefined outside of its root. */
export function folderOnDisk(root: string, workingDir: string): string | undefined {
  if (workingDir.includes("\0")) return undefined;
  const folder = join(root, posix.normalize(`/${workingDir}`));
  try {
    const real = realpathSync(folder);
    return real === root || real.startsWith(root + sep) ? real : undefined;
  } catch {
    return undefined; // It is not there.
  }
}
