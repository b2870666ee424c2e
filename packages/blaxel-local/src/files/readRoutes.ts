import type { IncomingMessage, ServerResponse } from "node:http";
import { HttpError, sendError, sendJson } from "../http";
import { isMissing } from "../nodeErrors";
import { sendDownload } from "./download";
import { MAX_INLINE_BYTES, type FileContext, type FileHandler } from "./fileContext";
import { baseName, fileInfo } from "./fileInfo";
import { listFolder } from "./listFolder";
import { openToRead, statPath } from "./openFile";
import { PathError } from "./pathError";
import { queryOf, requestPath, type RequestPath } from "./requestPath";

/** `GET /filesystem/…`: a folder's list, a file as JSON, or a file as it is. */
export function readHandler(context: FileContext): FileHandler {
  return async (request, response) => {
    const path = requestPath(request.url ?? "/", "/filesystem");
    let isDirectory: boolean;
    try {
      isDirectory = (await statPath(context.root, path.absolute)).isDirectory();
    } catch (error) {
      if (!(error instanceof PathError)) throw error;
      sendError(response, isMissing(error) ? 404 : 422, error.message);
      return;
    }
    if (isDirectory) await sendFolder(context, path, response);
    else if (wantsBytes(request)) await sendDownload(context.root, path, request, response);
    else await sendInline(context, path, response);
  };
}

/** Clients that ask for JSON, for anything, or for nothing get JSON. */
function wantsBytes(request: IncomingMessage): boolean {
  if (queryOf(request.url ?? "/").get("download") === "true") return true;
  const accept = request.headers.accept ?? "";
  if (accept === "") return false;
  return (
    accept.includes("application/octet-stream") ||
    !(accept.includes("application/json") || accept.includes("*/*"))
  );
}

async function sendFolder(context: FileContext, path: RequestPath, response: ServerResponse) {
  sendJson(response, 200, await refused("error listing directory", listFolder(context.root, path)));
}

async function sendInline(context: FileContext, path: RequestPath, response: ServerResponse) {
  const file = await refused("error reading file", openToRead(context.root, path.absolute));
  try {
    const stats = await file.stat({ bigint: true });
    if (stats.size > MAX_INLINE_BYTES) {
      throw new HttpError(422, `error reading file: ${path.absolute} is too large to send as JSON`);
    }
    const name = context.profile === "A" ? "" : baseName(path.shown);
    const content = await file.readFile("utf8");
    sendJson(response, 200, { ...fileInfo(path.shown, name, stats), content });
  } finally {
    await file.close();
  }
}

/** Turns a file operation's failure into the answer 422. */
export async function refused<T>(what: string, run: Promise<T>): Promise<T> {
  try {
    return await run;
  } catch (error) {
    if (error instanceof PathError) throw new HttpError(422, `${what}: ${error.message}`);
    throw error;
  }
}
