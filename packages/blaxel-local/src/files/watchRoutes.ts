import type { ServerResponse } from "node:http";
import { posix } from "node:path";
import { goJson, HttpError } from "../http";
import type { FileContext, FileHandler } from "./fileContext";
import { watchFolder } from "./folderWatch";
import { isFolder } from "./openFile";
import { queryOf, requestPath } from "./requestPath";
import { answered } from "./treeRoutes";

const KEEPALIVE_MS = 30_000;
const RECURSIVE = "/**";

/** `GET /watch/filesystem/…`, and the end of every watch. */
export function watchRoute(context: FileContext): { handler: FileHandler; close(): Promise<void> } {
  const open = new Map<ServerResponse, () => Promise<void>>();

  const handler: FileHandler = async (request, response) => {
    const url = request.url ?? "/";
    const named = requestPath(url, "/watch/filesystem").absolute;
    const recursive = named.endsWith(RECURSIVE);
    const path = (recursive ? named.slice(0, -RECURSIVE.length) : named) || "/";
    const ignored = (queryOf(url).get("ignore") ?? "").split(",").filter(Boolean);
    if (!(await answered(isFolder(context.root, path)))) {
      throw new HttpError(400, "path is not a directory");
    }
    const { real } = await context.root.locate(path);
    response.setHeader("Content-Type", "text/plain; charset=utf-8");
    response.setHeader("X-Accel-Buffering", "no");

    const watch = watchFolder(real, {
      recursive,
      ignores: (below) => ignored.some((part) => posix.join(path, below).includes(part)),
      fail: () => response.destroy(),
      tell: (operation, below) => {
        const absolute = posix.join(path, below);
        const at = absolute.lastIndexOf("/");
        const [name, folder] = [absolute.slice(at + 1), absolute.slice(0, at)];
        response.write(`${goJson({ op: operation, name, path: folder, error: null })}\n`);
      },
    });
    const keepalive = setInterval(() => response.write("[keepalive]\n"), KEEPALIVE_MS);
    const end = async () => {
      clearInterval(keepalive);
      open.delete(response);
      await watch.close();
      response.end();
    };
    open.set(response, end);
    const closed = new Promise<void>((resolve) => response.once("close", resolve));
    try {
      await Promise.race([watch.ready, closed]);
      // Profile A leaves its headers in a buffer until there is an event to send.
      if (context.profile === "B" && !response.destroyed) response.flushHeaders();
      await closed;
    } finally {
      await end();
    }
  };

  return {
    handler,
    async close() {
      await Promise.all([...open.values()].map((end) => end()));
    },
  };
}
