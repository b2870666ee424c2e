import { constants, type BigIntStats } from "node:fs";
import { mkdir, open, stat, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { errorCode } from "../nodeErrors";
import { PathError, retold, toPathError } from "./pathError";
import type { SandboxRoot } from "./root";

// Without O_NONBLOCK, opening a pipe that no process holds at the other end would never return.
const SAFE = constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** The metadata of what a path leads to. */
export async function statPath(root: SandboxRoot, path: string): Promise<BigIntStats> {
  return retold("stat", path, statReal(root, path));
}

async function statReal(root: SandboxRoot, path: string): Promise<BigIntStats> {
  const { real } = await root.locate(path);
  return stat(real, { bigint: true });
}

/** Whether a path leads to a folder; `false` if it leads nowhere. Throws on anything else. */
export async function isFolder(root: SandboxRoot, path: string): Promise<boolean> {
  try {
    return (await statPath(root, path)).isDirectory();
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}

/** Opens a regular file for reading. */
export async function openToRead(root: SandboxRoot, path: string): Promise<FileHandle> {
  const { real } = await retold("open", path, root.locate(path));
  return openRegular(real, path, constants.O_RDONLY);
}

/**
 * Opens a file for writing from the start, makes it and its folders if they are not there. It is
 * emptied, unless `keepContent` says that the writer will cut off what is left of it, and refused with
 * `EEXIST` if it `mustBeNew`.
 */
export async function openToWrite(
  root: SandboxRoot,
  path: string,
  permissions: number,
  { keepContent = false, mustBeNew = false } = {},
): Promise<FileHandle> {
  const { real } = await retold("open", path, root.locate(path));
  await makeFolders(root, parentOf(path), 0o755);
  const emptied = keepContent ? 0 : constants.O_TRUNC;
  const exclusive = mustBeNew ? constants.O_EXCL : 0;
  const flags = constants.O_WRONLY | constants.O_CREAT | emptied | exclusive;
  return openRegular(real, path, flags, permissions);
}

async function openRegular(real: string, path: string, flags: number, mode?: number) {
  let handle: FileHandle;
  try {
    handle = await open(real, flags | SAFE, mode);
  } catch (error) {
    throw toPathError("open", path, error);
  }
  const stats = await handle.stat();
  if (stats.isFile()) return handle;
  await handle.close();
  throw new PathError("open", path, stats.isDirectory() ? "EISDIR" : "ENXIO");
}

/** Makes a folder and those above it. It may be there already. */
export async function makeFolders(
  root: SandboxRoot,
  path: string,
  permissions: number,
): Promise<void> {
  try {
    const { real, exists } = await root.locate(path);
    if (!exists) await mkdir(real, { recursive: true, mode: permissions });
    else if (!(await stat(real)).isDirectory()) throw new PathError("mkdir", path, "ENOTDIR");
  } catch (error) {
    throw toPathError("mkdir", path, error);
  }
}

const parentOf = (path: string) => dirname(path);
