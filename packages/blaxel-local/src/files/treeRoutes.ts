import { posix } from "node:path";
import { HttpError, readJson, sendJson } from "../http";
import { MAX_JSON_BYTES, type FileContext, type FileHandler } from "./fileContext";
import { textMap } from "./goStruct";
import { listFolder } from "./listFolder";
import { isFolder, makeFolders } from "./openFile";
import { PathError } from "./pathError";
import { refused } from "./readRoutes";
import { readTree } from "./readTree";
import { queryOf, treePath } from "./requestPath";
import { treeOptions } from "./treeOptions";
import { writeText } from "./writeRoutes";

/** `GET /filesystem/tree/…`: one level in profile A, in B also all levels with their contents. */
export function treeHandler(context: FileContext): FileHandler {
  return async (request, response) => {
    const url = request.url ?? "/";
    const path = treePath(url);
    const options = context.profile === "B" ? treeOptions(queryOf(url)) : undefined;
    if (!(await answered(isFolder(context.root, path.absolute)))) {
      throw new HttpError(400, "path is not a directory");
    }
    const listing = options
      ? readTree(context.root, path, options)
      : listFolder(context.root, path);
    sendJson(response, 200, await refused("error getting file system tree", listing));
  };
}

/** `PUT /filesystem/tree/…`: several files at once. */
export function writeTreeHandler(context: FileContext): FileHandler {
  return async (request, response) => {
    const path = treePath(request.url ?? "/");
    const body = await readJson(request, MAX_JSON_BYTES, "invalid request body: ");
    const files = textMap(body, "files");
    if (!(await answered(isFolder(context.root, path.absolute)))) {
      const made = makeFolders(context.root, path.absolute, 0o755);
      await refused("error creating root directory", made);
    }
    for (const [name, content] of Object.entries(files)) {
      const file = posix.join(path.absolute, name);
      const parent = posix.dirname(file);
      if (!(await answered(isFolder(context.root, parent)))) {
        await refused("error creating parent directory", makeFolders(context.root, parent, 0o755));
      }
      await refused("error writing file", writeText(context, file, content));
    }
    const listing = listFolder(context.root, path);
    sendJson(response, 200, await refused("error getting updated file system tree", listing));
  };
}

/** A path that cannot even be looked at is answered 422, with nothing before its text. */
export async function answered<T>(run: Promise<T>): Promise<T> {
  try {
    return await run;
  } catch (error) {
    if (error instanceof PathError) throw new HttpError(422, error.message);
    throw error;
  }
}
