import { lstat } from "node:fs/promises";
import { posix } from "node:path";
import { HttpError } from "../http";
import { baseName, fileInfo, type FolderInfo } from "./fileInfo";
import { nameMatcher } from "./nameMatcher";
import { openToRead, statPath } from "./openFile";
import { PathError, retold } from "./pathError";
import type { RequestPath } from "./requestPath";
import type { SandboxRoot } from "./root";
import type { TreeOptions } from "./treeOptions";
import { walk } from "./walk";

/** A folder as profile B reads it: all of what was asked for, or an error; never a part. */
export async function readTree(
  root: SandboxRoot,
  path: RequestPath,
  options: TreeOptions,
): Promise<FolderInfo> {
  const { real } = await retold("open", path.absolute, root.locate(path.absolute));
  const tree: FolderInfo = {
    path: path.shown,
    name: baseName(path.shown),
    files: [],
    subdirectories: [],
    ...(options.recursive ? { recursive: true as const } : {}),
  };
  const matches = nameMatcher(options.patterns);
  const hidden = (name: string) => options.excludeHidden && name.startsWith(".");
  const entries = walk({
    absolute: path.absolute,
    real,
    unreadable: "fail",
    enter(entry) {
      if (hidden(entry.name) || options.excludeDirs.includes(entry.name)) return false;
      if (options.recursive) return true;
      tree.subdirectories.push({ path: posix.join(path.shown, entry.name), name: entry.name });
      return false;
    },
  });
  let bytes = 0;
  for await (const entry of entries) {
    const shown = posix.join(path.shown, entry.relative);
    if (entry.isFolder) {
      tree.subdirectories.push({ path: shown, name: entry.name });
      continue;
    }
    if (hidden(entry.name) || !matches(entry.name)) continue;
    if (tree.files.length >= options.maxFiles) {
      throw overLimit(`more than ${options.maxFiles} files match under ${path.shown}`);
    }
    const info = fileInfo(shown, entry.name, await lstat(entry.real, { bigint: true }));
    if (options.content) {
      const target = posix.join(path.absolute, entry.relative);
      bytes += await sizeOfContent(root, target);
      if (bytes > options.maxBytes) {
        throw overLimit(`files under ${path.shown} hold more than ${options.maxBytes} bytes`);
      }
      const content = await contentOf(root, target);
      if (content !== undefined) info.content = content;
    }
    tree.files.push(info);
  }
  return tree;
}

const overLimit = (why: string) =>
  new HttpError(422, `error getting file system tree: tree read limit exceeded: ${why}`);

async function sizeOfContent(root: SandboxRoot, path: string): Promise<number> {
  const stats = await statsOfTarget(root, path);
  return stats?.isFile() ? Number(stats.size) : 0;
}

/** The text of a regular file, also behind a link; nothing of anything else. */
async function contentOf(root: SandboxRoot, path: string): Promise<string | undefined> {
  if (!(await statsOfTarget(root, path))?.isFile()) return undefined;
  const file = await openToRead(root, path);
  try {
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}

/** What an entry leads to; nothing if that is nowhere, round in circles, or out of the root. */
async function statsOfTarget(root: SandboxRoot, path: string) {
  try {
    return await statPath(root, path);
  } catch (error) {
    if (error instanceof PathError) return undefined;
    throw error;
  }
}
