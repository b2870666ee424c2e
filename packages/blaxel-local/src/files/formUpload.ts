import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { chmod } from "node:fs/promises";
import { finished, pipeline } from "node:stream/promises";
import busboy from "busboy";
import { HttpError } from "../http";
import { MAX_UPLOAD_BYTES, type FileContext } from "./fileContext";
import { openToWrite } from "./openFile";
import { PathError, toPathError } from "./pathError";
import { requestedPermissions } from "./permissions";
import { refused } from "./readRoutes";
import type { RequestPath } from "./requestPath";

/** What a form brings: the bytes of its file parts, and its fields. */
export interface FormParts {
  /** Called for each part that has a file name; must read the stream to its end. */
  onFile(name: string, content: Readable, fileName: string | undefined): Promise<void>;
  onField(name: string, value: string): void;
}

/** Reads a form part by part, without holding a file whole. */
export async function readForm(request: IncomingMessage, parts: FormParts): Promise<void> {
  const contentType = request.headers["content-type"] ?? "";
  if (!contentType.startsWith("multipart/form-data")) {
    throw badForm("data", "request Content-Type isn't multipart/form-data");
  }
  let parser: busboy.Busboy;
  try {
    parser = busboy({
      headers: request.headers,
      limits: { fields: 100, fieldSize: 64 * 1024, files: 100, fileSize: MAX_UPLOAD_BYTES },
    });
  } catch {
    throw badForm("data", "no multipart boundary param in Content-Type");
  }
  const files: Promise<void>[] = [];
  let failed: { error: unknown } | undefined;
  parser.on("field", (name, value) => {
    try {
      parts.onField(name, value);
    } catch (error) {
      failed ??= { error };
    }
  });
  parser.on("file", (name, content, info) => {
    // A form that breaks off fails its open part as well; without a listener that ends the process.
    content.on("error", () => (failed ??= { error: brokenForm() }));
    const handled = parts.onFile(name, content, info.filename).catch((error: unknown) => {
      failed ??= { error };
      // Whatever follows has to be read, or the request would never end.
      content.resume();
    });
    files.push(handled);
  });
  try {
    await parsed(request, parser);
  } catch {
    failed ??= { error: brokenForm() };
  }
  await Promise.all(files);
  if (failed) throw failed.error;
}

/**
 * Feeds the parser. A form that breaks off ends the reading, not the request, which is still owed an
 * answer; what is left of it is read and dropped.
 */
async function parsed(request: IncomingMessage, parser: busboy.Busboy): Promise<void> {
  const hungUp = () => {
    // A request that was read to its end closes as well, while its files may still be written.
    if (!request.complete) parser.destroy(new Error("the client hung up"));
  };
  request.once("close", hungUp);
  try {
    const end = finished(parser);
    request.pipe(parser);
    await end;
  } finally {
    request.off("close", hungUp);
    request.unpipe(parser);
    request.resume();
  }
}

/** Busboy has reasons of its own; the real server knows one. */
const brokenForm = () => badForm("part", "multipart: NextPart: EOF");

const badForm = (what: "data" | "part", why: string) =>
  new HttpError(400, `error reading multipart ${what}: ${why}`);

/** Writes the form's `file` to the path, with the permissions that its field asks for. */
export async function receiveForm(
  context: FileContext,
  path: RequestPath,
  request: IncomingMessage,
): Promise<void> {
  let permissions = 0o644;
  let written: { created: boolean; permissions: number } | undefined;

  await readForm(request, {
    onField(name, value) {
      if (name === "permissions") permissions = requestedPermissions(value.trim()) ?? permissions;
    },
    async onFile(name, content, fileName) {
      if (name !== "file" || !fileName || written) {
        content.resume();
        return;
      }
      const file = { created: false, permissions };
      written = file;
      const what = "error writing binary file";
      file.created = !(await refused(what, context.root.locate(path.absolute))).exists;
      await refused(what, writeStream(context, path, content, file.permissions));
    },
  });
  if (!written) throw new HttpError(400, "missing 'file' field in multipart form");
  // Profile A writes the file before it can know of permissions that come behind it in the form.
  if (context.profile === "B" && written.created && written.permissions !== permissions) {
    await refused("error setting permissions", setPermissions(context, path, permissions));
  }
}

async function writeStream(
  context: FileContext,
  path: RequestPath,
  content: Readable,
  permissions: number,
): Promise<void> {
  const file = await openToWrite(context.root, path.absolute, permissions);
  try {
    await pipeline(content, file.createWriteStream());
    if ("truncated" in content && content.truncated)
      throw new PathError("write", path.absolute, "EFBIG");
  } catch (error) {
    throw toPathError("write", path.absolute, error);
  } finally {
    await file.close();
  }
}

async function setPermissions(context: FileContext, path: RequestPath, permissions: number) {
  try {
    await chmod((await context.root.locate(path.absolute)).real, permissions);
  } catch (error) {
    throw toPathError("chmod", path.absolute, error);
  }
}
