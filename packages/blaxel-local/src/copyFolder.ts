import { cp, lstat, mkdir, rm } from "node:fs/promises";
import { isMissing } from "./nodeErrors";

const TRIES = 5;

/**
 * Copies a folder that programs may be writing in. Links stay links; sockets and pipes are left out.
 * What vanishes meanwhile makes it begin again, a few times.
 */
export async function copyFolder(from: string, to: string): Promise<void> {
  for (let left = TRIES; ; left--) {
    try {
      await mkdir(to, { recursive: true, mode: 0o700 });
      await cp(from, to, { recursive: true, verbatimSymlinks: true, filter: isCopied });
      return;
    } catch (error) {
      if (left <= 1 || !isMissing(error)) throw error;
      await rm(to, { recursive: true, force: true });
    }
  }
}

async function isCopied(path: string): Promise<boolean> {
  const stats = await lstat(path);
  return stats.isFile() || stats.isDirectory() || stats.isSymbolicLink();
}
