import { mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { Router } from "../api";
import { HttpError } from "../http";
import type { Profile } from "../profile";
import { copyHandler } from "./copyRoute";
import type { FileContext, FileHandler } from "./fileContext";
import { PathError, toPathError } from "./pathError";
import { readHandler } from "./readRoutes";
import { removeHandler, removeTreeHandler } from "./removeRoutes";
import { isTreePath } from "./requestPath";
import { sandboxRoot } from "./root";
import { contentSearchHandler, findHandler, fuzzySearchHandler } from "./searchRoutes";
import { statHandler } from "./statRoute";
import { treeHandler, writeTreeHandler } from "./treeRoutes";
import {
  abortHandler,
  completeHandler,
  initiateHandler,
  listUploadsHandler,
  partHandler,
  partsHandler,
  type UploadHandler,
} from "./uploadRoutes";
import { Uploads } from "./uploads";
import { watchRoute } from "./watchRoutes";
import { writeHandler } from "./writeRoutes";

type Method = "HEAD" | "GET" | "POST" | "PUT" | "DELETE";

/**
 * Registers every file route of the sandbox API over a folder, which is the sandbox's `/` and gets a
 * `/tmp`. `close` ends the watches and deletes the parts of unfinished uploads.
 */
export function registerFileRoutes(
  router: Router,
  options: { root: string; profile: Profile },
): { close(): Promise<void> } {
  const root = sandboxRoot(realpathSync(options.root));
  mkdirSync(join(root.real, "tmp"), { recursive: true });
  const context: FileContext = { root, profile: options.profile };
  const uploads = new Uploads(root);
  const watches = watchRoute(context);

  const on = (method: Method, path: string, handler: FileHandler) =>
    router.on(method, path, (request, response) => told(handler(request, response)));
  const below = (method: Method, path: string, handler: FileHandler) =>
    on(method, `${path}/*`, handler);
  const ofUpload = (method: Method, path: string, handler: UploadHandler) =>
    router.on(method, `/filesystem-multipart/:uploadId${path}`, (request, response, params) =>
      told(handler(request, response, params["uploadId"] ?? "")),
    );

  below("GET", "/filesystem", treeOr(treeHandler(context), readHandler(context)));
  below("PUT", "/filesystem", treeOr(writeTreeHandler(context), writeHandler(context)));
  below("DELETE", "/filesystem", treeOr(removeTreeHandler(context), removeHandler(context)));
  if (context.profile === "B") {
    below("HEAD", "/filesystem", statHandler(context));
    on("POST", "/filesystem-copy", copyHandler(context));
  }
  below("GET", "/filesystem-find", findHandler(context));
  below("GET", "/filesystem-search", fuzzySearchHandler(context));
  below("GET", "/filesystem-content-search", contentSearchHandler(context));
  below("GET", "/watch/filesystem", watches.handler);
  on("GET", "/filesystem-multipart", listUploadsHandler(uploads));
  below("POST", "/filesystem-multipart/initiate", initiateHandler(context, uploads));
  ofUpload("PUT", "/part", partHandler(uploads));
  ofUpload("POST", "/complete", completeHandler(uploads));
  ofUpload("DELETE", "/abort", abortHandler(uploads));
  ofUpload("GET", "/parts", partsHandler(uploads));

  return {
    async close() {
      await watches.close();
      await uploads.close();
    },
  };
}

function treeOr(tree: FileHandler, file: FileHandler): FileHandler {
  return (request, response) => (isTreePath(request.url ?? "/") ? tree : file)(request, response);
}

/** A failure that no handler turned into an answer of its own still names no path of this machine. */
async function told(run: Promise<void>): Promise<void> {
  try {
    await run;
  } catch (error) {
    const retold = toPathError("access", "the path", error);
    throw retold instanceof PathError ? new HttpError(422, retold.message) : error;
  }
}
