import { lstat, rm, rmdir, unlink } from "node:fs/promises";
import { HttpError } from "../http";
import { isMissing } from "../nodeErrors";
import type { FileContext, FileHandler } from "./fileContext";
import { isFolder, statPath } from "./openFile";
import { PathError, toPathError } from "./pathError";
import { refused } from "./readRoutes";
import { queryOf, requestPath, treePath } from "./requestPath";
import type { SandboxRoot } from "./root";
import { sendDone } from "./writeRoutes";

/** `DELETE /filesystem/…`: a file, an empty folder, or with `?recursive=true` a full one. */
export function removeHandler(context: FileContext): FileHandler {
  return async (request, response) => {
    const path = requestPath(request.url ?? "/", "/filesystem");
    const recursive = queryOf(request.url ?? "/").get("recursive") === "true";
    let isDirectory: boolean;
    try {
      isDirectory = (await statPath(context.root, path.absolute)).isDirectory();
    } catch (error) {
      if (!(error instanceof PathError)) throw error;
      if (isMissing(error)) throw new HttpError(404, "file or directory not found");
      throw new HttpError(422, error.message);
    }
    const removed = remove(context.root, path.absolute, isDirectory && recursive);
    await refused(isDirectory ? "error deleting directory" : "error deleting file", removed);
    const what = isDirectory ? "Directory" : "File";
    sendDone(response, path.shown, `${what} deleted successfully`);
  };
}

/** `DELETE /filesystem/tree/…`. */
export function removeTreeHandler(context: FileContext): FileHandler {
  return async (request, response) => {
    const path = treePath(request.url ?? "/");
    const recursive = queryOf(request.url ?? "/").get("recursive") === "true";
    await refused("error deleting directory", removeFolder(context.root, path.absolute, recursive));
    sendDone(response, path.shown, "Directory deleted successfully");
  };
}

async function removeFolder(root: SandboxRoot, path: string, recursive: boolean): Promise<void> {
  await statPath(root, path);
  if (!(await isFolder(root, path))) {
    throw new HttpError(422, "error deleting directory: path points to a file, not a directory");
  }
  await remove(root, path, recursive);
}

/** Removes what stands at a path: of a link the link itself, never what it leads to. */
async function remove(root: SandboxRoot, path: string, recursive: boolean): Promise<void> {
  // The root is the sandbox: without it nothing of this would be left to answer.
  if (path === "/") throw new PathError("remove", path, "EBUSY");
  try {
    const { real } = await root.locate(path, { followLast: false });
    const isDirectory = (await lstat(real)).isDirectory();
    if (!isDirectory) await unlink(real);
    else if (recursive) await rm(real, { recursive: true });
    else await rmdir(real);
  } catch (error) {
    throw toPathError("remove", path, error);
  }
}
