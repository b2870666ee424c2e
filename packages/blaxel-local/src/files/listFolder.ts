import { lstat, readdir } from "node:fs/promises";
import { join, posix } from "node:path";
import { isMissing } from "../nodeErrors";
import { baseName, fileInfo, type FolderInfo } from "./fileInfo";
import { retold } from "./pathError";
import type { RequestPath } from "./requestPath";
import type { SandboxRoot } from "./root";

/** The direct children of a folder, links as themselves, in the order of their names. */
export async function listFolder(root: SandboxRoot, path: RequestPath): Promise<FolderInfo> {
  const { real } = await retold("open", path.absolute, root.locate(path.absolute));
  const folder: FolderInfo = {
    path: path.shown,
    name: baseName(path.shown),
    files: [],
    subdirectories: [],
  };
  for (const name of (await retold("open", path.absolute, readdir(real))).toSorted(byBytes)) {
    const shown = posix.join(path.shown, name);
    try {
      const stats = await lstat(join(real, name), { bigint: true });
      if (stats.isDirectory()) folder.subdirectories.push({ path: shown, name });
      else folder.files.push(fileInfo(shown, name, stats));
    } catch (error) {
      // It was deleted since the folder was read.
      if (!isMissing(error)) throw error;
    }
  }
  return folder;
}

/** The order in which Go reads a folder. */
export const byBytes = (a: string, b: string): number =>
  Buffer.compare(Buffer.from(a), Buffer.from(b));
