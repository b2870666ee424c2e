import type { IncomingMessage, ServerResponse } from "node:http";
import { extname } from "node:path";
import { pipeline } from "node:stream/promises";
import { HttpError, sendText } from "../http";
import { errorCode } from "../nodeErrors";
import { baseName } from "./fileInfo";
import { openToRead } from "./openFile";
import { PathError } from "./pathError";
import type { RequestPath } from "./requestPath";
import type { SandboxRoot } from "./root";

const TYPES: Record<string, string> = {
  ".txt": "text/plain",
  ".log": "text/plain",
  ".html": "text/html",
  ".htm": "text/html",
  ".css": "text/css",
  ".js": "application/javascript",
  ".json": "application/json",
  ".xml": "application/xml",
  ".pdf": "application/pdf",
  ".zip": "application/zip",
  ".tar": "application/x-tar",
  ".gz": "application/gzip",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".png": "image/png",
  ".gif": "image/gif",
  ".svg": "image/svg+xml",
};

/** Sends a file's bytes, or the range of them that was asked for, without ever holding it whole. */
export async function sendDownload(
  root: SandboxRoot,
  path: RequestPath,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let file;
  try {
    file = await openToRead(root, path.absolute);
  } catch (error) {
    if (error instanceof PathError)
      throw new HttpError(422, `error opening file: ${error.message}`);
    throw error;
  }
  try {
    const stats = await file.stat();
    const modified = stats.mtime.toUTCString();
    const name = baseName(path.shown);
    response.setHeader("Content-Disposition", `attachment; filename="${headerSafe(name)}"`);
    response.setHeader("Last-Modified", modified);
    if (unchangedSince(request.headers["if-modified-since"], stats.mtime)) {
      response.writeHead(304).end();
      return;
    }
    const range = requestedRange(request, stats.size, modified);
    if (range === "unsatisfiable" || range === "malformed") {
      response.removeHeader("Last-Modified");
      if (range === "unsatisfiable") response.setHeader("Content-Range", `bytes */${stats.size}`);
      const why = range === "malformed" ? "invalid range" : "invalid range: failed to overlap";
      sendText(response, 416, `${why}\n`);
      return;
    }
    const { start, end } = range ?? { start: 0, end: stats.size - 1 };
    response.setHeader("Accept-Ranges", "bytes");
    response.setHeader("Content-Type", TYPES[extname(name)] ?? "application/octet-stream");
    response.setHeader("Content-Length", end - start + 1);
    if (range) response.setHeader("Content-Range", `bytes ${start}-${end}/${stats.size}`);
    response.writeHead(range ? 206 : 200);
    if (end < start) response.end();
    else await pipeline(file.createReadStream({ start, end }), response);
  } catch (error) {
    // The client hung up in the middle: no reader is left for the error.
    if (errorCode(error) !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  } finally {
    await file.close();
  }
}

/** A header carries bytes: line breaks would end it, and other letters go as UTF-8. */
const headerSafe = (name: string) => Buffer.from(name.replace(/\p{Cc}/gu, " ")).toString("latin1");

function unchangedSince(since: string | undefined, modified: Date): boolean {
  const time = Date.parse(since ?? "");
  return !Number.isNaN(time) && Math.floor(modified.getTime() / 1000) * 1000 <= time;
}

type Range = { start: number; end: number };

/** The one range that a request asks for; several are answered by the whole file. */
function requestedRange(
  request: IncomingMessage,
  size: number,
  modified: string,
): Range | "unsatisfiable" | "malformed" | undefined {
  const header = request.headers.range;
  const condition = request.headers["if-range"];
  if (header === undefined || (condition !== undefined && condition !== modified)) return undefined;
  if (!header.startsWith("bytes=")) return "malformed";
  const ranges = header.slice("bytes=".length).split(",");
  if (ranges.length > 1) return undefined;
  const [, first = "", last = ""] = /^\s*(\d*)\s*-\s*(\d*)\s*$/.exec(ranges[0] ?? "") ?? [];
  if (first === "" && last === "") return "malformed";
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? "unsatisfiable" : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== "" && Number(last) < start) return "malformed";
  return start >= size ? "unsatisfiable" : { start, end };
}
