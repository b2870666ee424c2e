import { cp } from "node:fs/promises";
import { HttpError, readJson, sendJson } from "../http";
import { errorCode } from "../nodeErrors";
import { alreadyExists } from "./alreadyExists";
import { MAX_JSON_BYTES, type FileContext, type FileHandler } from "./fileContext";
import { field } from "./goStruct";
import { statPath } from "./openFile";
import { PathError, toPathError } from "./pathError";
import { refused } from "./readRoutes";
import { namedPath } from "./requestPath";

/** `POST /filesystem-copy`: a file, or a folder with all that is in it, links as links. */
export function copyHandler(context: FileContext): FileHandler {
  return async (request, response) => {
    const body = await readJson(request, MAX_JSON_BYTES, "invalid request body: ");
    const source = field(body, "source", "string") ?? "";
    const destination = field(body, "destination", "string") ?? "";
    const noOverwrite = field(body, "noOverwrite", "boolean") ?? false;
    if (source === "" || destination === "") {
      throw new HttpError(400, "source and destination are required");
    }
    const from = namedPath(source).absolute;
    const to = namedPath(destination).absolute;
    await refused("error copying files", copy(context, from, to, noOverwrite));
    sendJson(response, 200, { source, destination, message: "Files copied" });
  };
}

async function copy(
  { root }: FileContext,
  from: string,
  to: string,
  noOverwrite: boolean,
): Promise<void> {
  await statPath(root, from);
  try {
    const source = (await root.locate(from)).real;
    const { real, exists } = await root.locate(to);
    // Node would take a file for copied onto itself.
    if (exists && real === source) throw new PathError("copy", to, "EINVAL");
    await cp(source, real, {
      recursive: true,
      verbatimSymlinks: true,
      force: !noOverwrite,
      errorOnExist: noOverwrite,
    });
  } catch (error) {
    const code = COPY_CODES[errorCode(error) ?? ""];
    if (code === "EEXIST" && noOverwrite) throw alreadyExists(to);
    throw code === undefined ? toPathError("copy", to, error) : new PathError("copy", to, code);
  }
}

/** What the kernel would say where Node has words of its own, with paths of this machine in them. */
const COPY_CODES: Record<string, string> = {
  ERR_FS_CP_DIR_TO_NON_DIR: "ENOTDIR",
  ERR_FS_CP_EEXIST: "EEXIST",
  ERR_FS_CP_EINVAL: "EINVAL",
  ERR_FS_CP_FIFO_PIPE: "EINVAL",
  ERR_FS_CP_NON_DIR_TO_DIR: "EISDIR",
  ERR_FS_CP_SOCKET: "EINVAL",
  ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY: "EINVAL",
  ERR_FS_CP_UNKNOWN: "EINVAL",
};
