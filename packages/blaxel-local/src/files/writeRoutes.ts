import type { ServerResponse } from "node:http";
import { readJson, sendJson } from "../http";
import { errorCode } from "../nodeErrors";
import { alreadyExists } from "./alreadyExists";
import { MAX_JSON_BYTES, type FileContext, type FileHandler } from "./fileContext";
import { receiveForm } from "./formUpload";
import { field } from "./goStruct";
import { makeFolders, openToWrite } from "./openFile";
import { toPathError } from "./pathError";
import { requestedPermissions } from "./permissions";
import { refused } from "./readRoutes";
import { requestPath } from "./requestPath";

/** `PUT /filesystem/…`: a file or a folder by JSON, or a file as a form. */
export function writeHandler(context: FileContext): FileHandler {
  return async (request, response) => {
    const path = requestPath(request.url ?? "/", "/filesystem");
    if (request.headers["content-type"]?.startsWith("multipart/form-data")) {
      await receiveForm(context, path, request);
      sendDone(response, path.shown, "Binary file uploaded successfully");
      return;
    }
    const body = await readJson(request, MAX_JSON_BYTES, "invalid request body: ");
    const content = field(body, "content", "string") ?? "";
    const isDirectory = field(body, "isDirectory", "boolean") ?? false;
    const permissions = requestedPermissions(field(body, "permissions", "string"));
    if (isDirectory) {
      const made = makeFolders(context.root, path.absolute, permissions ?? 0o755);
      await refused("error creating directory", made);
      sendDone(response, path.shown, "Directory created successfully");
      return;
    }
    // Older servers do not know of it.
    const mustBeNew = context.profile === "B" && field(body, "noOverwrite", "boolean") === true;
    const written = writeText(context, path.absolute, content, permissions, mustBeNew).catch(
      (error: unknown) => {
        throw mustBeNew && errorCode(error) === "EEXIST" ? alreadyExists(path.absolute) : error;
      },
    );
    await refused("error writing file", written);
    sendDone(response, path.shown, "File created/updated successfully");
  };
}

/**
 * Writes a text file; an existing one keeps its permissions. It is never empty in between: a dev
 * server that watches would take that for the new content.
 */
export async function writeText(
  context: FileContext,
  path: string,
  content: string,
  permissions = 0o644,
  mustBeNew = false,
): Promise<void> {
  const bytes = Buffer.from(content);
  const file = await openToWrite(context.root, path, permissions, { keepContent: true, mustBeNew });
  try {
    const { size } = await file.stat();
    await file.writeFile(bytes);
    if (size > bytes.length) await file.truncate(bytes.length);
  } catch (error) {
    throw toPathError("write", path, error);
  } finally {
    await file.close();
  }
}

/** The answer to a change that worked. */
export function sendDone(response: ServerResponse, path: string, message: string): void {
  sendJson(response, 200, { path, message });
}
