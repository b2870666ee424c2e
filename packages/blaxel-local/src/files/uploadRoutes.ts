import type { IncomingMessage, ServerResponse } from "node:http";
import { HttpError, readJson, sendJson } from "../http";
import { Readable } from "node:stream";
import { messageOf } from "../nodeErrors";
import { MAX_JSON_BYTES, type FileContext, type FileHandler } from "./fileContext";
import { readForm } from "./formUpload";
import { asObject, field, mismatch } from "./goStruct";
import { PathError } from "./pathError";
import { parsePermissions } from "./permissions";
import { queryOf, requestPath } from "./requestPath";
import { goInteger } from "./searchOptions";
import { UploadError, type UploadedPart, type Uploads } from "./uploads";
import { sendDone } from "./writeRoutes";

/** A handler of one upload, named by the route. */
export type UploadHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  uploadId: string,
) => Promise<void>;

/** `GET /filesystem-multipart`. */
export function listUploadsHandler(uploads: Uploads): FileHandler {
  return async (_request, response) => {
    const listed = uploads
      .list()
      .map((upload) => ({ ...upload, parts: Object.fromEntries(upload.parts) }));
    sendJson(response, 200, { uploads: listed });
  };
}

/** `POST /filesystem-multipart/initiate/…`. */
export function initiateHandler(_context: FileContext, uploads: Uploads): FileHandler {
  return async (request, response) => {
    const path = requestPath(request.url ?? "/", "/filesystem-multipart/initiate").absolute;
    const permissions = await initialPermissions(request);
    const upload = await failing("failed to initiate upload", uploads.initiate(path, permissions));
    sendJson(response, 200, { uploadId: upload.uploadId, path });
  };
}

async function initialPermissions(request: IncomingMessage): Promise<number> {
  let text: string | undefined;
  try {
    text = field(await readJson(request, MAX_JSON_BYTES), "permissions", "string");
  } catch (error) {
    // The real server takes any body that is not JSON for none.
    if (!(error instanceof HttpError)) throw error;
  }
  if (!text) return 0o644;
  try {
    return parsePermissions(text);
  } catch (error) {
    const why = messageOf(error);
    throw new HttpError(400, `invalid permissions format: ${why}`);
  }
}

/** `PUT /filesystem-multipart/:uploadId/part?partNumber=`. */
export function partHandler(uploads: Uploads): UploadHandler {
  return async (request, response, uploadId) => {
    const text = queryOf(request.url ?? "/").get("partNumber") ?? "";
    if (text === "") throw new HttpError(400, "partNumber is required");
    const partNumber = goInteger(text);
    if (partNumber === undefined) {
      const why = `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
      throw new HttpError(400, `invalid partNumber: ${why}`);
    }
    const add = (content: Readable) =>
      failing("failed to upload part", uploads.addPart(uploadId, partNumber, content));
    let part: UploadedPart | undefined;
    let value: string | undefined;
    await readForm(request, {
      onField(name, sent) {
        if (name === "file") value ??= sent;
      },
      async onFile(name, content) {
        if (name === "file" && !part) part = await add(content);
        else content.resume();
      },
    });
    if (!part && value !== undefined) part = await add(Readable.from([Buffer.from(value)]));
    if (!part) throw new HttpError(400, "missing 'file' field in multipart form");
    const { etag, size } = part;
    sendJson(response, 200, { partNumber, etag, size });
  };
}

/** `POST /filesystem-multipart/:uploadId/complete`. */
export function completeHandler(uploads: Uploads): UploadHandler {
  return async (request, response, uploadId) => {
    const body = await readJson(request, MAX_JSON_BYTES, "invalid request body: ");
    const parts = listedParts(body);
    if (parts.length === 0) throw new HttpError(400, "at least one part is required");
    const { path } = await known(() => uploads.get(uploadId));
    await failing("failed to complete upload", uploads.complete(uploadId, parts));
    sendDone(response, path, "Multipart upload completed successfully");
  };
}

function listedParts(body: unknown): { partNumber: number; etag: string }[] {
  const value = asObject(body)["parts"];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    throw mismatch(
      value,
      "Go struct field MultipartCompleteRequest.parts",
      "[]handler.MultipartPartInfo",
    );
  }
  return value.map((part: unknown) => {
    const { partNumber = 0, etag = "" } = asObject(part);
    if (typeof partNumber !== "number") {
      throw mismatch(partNumber, "Go struct field MultipartPartInfo.parts.partNumber", "int");
    }
    if (typeof etag !== "string") {
      throw mismatch(etag, "Go struct field MultipartPartInfo.parts.etag", "string");
    }
    return { partNumber, etag };
  });
}

/** `DELETE /filesystem-multipart/:uploadId/abort`. */
export function abortHandler(uploads: Uploads): UploadHandler {
  return async (_request, response, uploadId) => {
    await known(() => uploads.abort(uploadId));
    sendDone(response, "", "Multipart upload aborted successfully");
  };
}

/** `GET /filesystem-multipart/:uploadId/parts`. */
export function partsHandler(uploads: Uploads): UploadHandler {
  return async (_request, response, uploadId) => {
    const { parts } = await known(() => uploads.get(uploadId));
    const inOrder = [...parts.values()].toSorted((a, b) => a.partNumber - b.partNumber);
    sendJson(response, 200, { uploadId, parts: inOrder });
  };
}

async function known<T>(run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof UploadError) throw new HttpError(404, error.message);
    throw error;
  }
}

/** The real server answers 500 where a part does not fit, not 4xx. */
async function failing<T>(what: string, run: Promise<T>): Promise<T> {
  try {
    return await run;
  } catch (error) {
    if (error instanceof UploadError || error instanceof PathError) {
      throw new HttpError(500, `${what}: ${error.message}`);
    }
    throw error;
  }
}
