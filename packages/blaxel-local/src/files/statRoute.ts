import type { FileContext, FileHandler } from "./fileContext";
import { statPath } from "./openFile";
import { PathError } from "./pathError";
import { isTreePath, requestPath } from "./requestPath";

/**
 * `HEAD /filesystem/…` of newer servers: what is there, in headers. The status is always 200: where
 * nothing is, `X-File-Type` is missing.
 */
export function statHandler(context: FileContext): FileHandler {
  return async (request, response) => {
    const url = request.url ?? "/";
    const stats = isTreePath(url)
      ? undefined
      : await statPath(context.root, requestPath(url, "/filesystem").absolute).catch(ifNoError);
    if (stats) {
      const isDirectory = stats.isDirectory();
      if (!isDirectory) response.setHeader("Content-Length", String(stats.size));
      response.setHeader("Last-Modified", stats.mtime.toUTCString());
      response.setHeader("X-File-Type", isDirectory ? "directory" : "file");
      response.setHeader("X-File-Mode", (Number(stats.mode) & 0o777).toString(8));
    }
    response.writeHead(200).end();
  };
}

function ifNoError(error: unknown): undefined {
  if (!(error instanceof PathError)) throw error;
}
