import type { Cancellable } from "../../core";
import { type CredentialSource, sandboxFetch } from "../sandboxFetch";
import { isDirectoryAnswer } from "./directory";
import { fileErrorFrom, pathErrorFor } from "./fileErrors";
import { fileAddress } from "./filePath";

/** How long a file may take to come or go, in milliseconds. */
const TRANSFER_LIMIT_MS = 120_000;

export type FileBytes =
  | { readonly bytes: Uint8Array<ArrayBuffer> }
  /** It has more than was asked for; `size` is `undefined` where the server does not say it. */
  | { readonly bytes: undefined; readonly size: number | undefined };

/** The file at a normal path, byte by byte, unless it has more than `maxBytes`. */
export function readFile(
  source: CredentialSource,
  path: string,
  { maxBytes, signal }: Cancellable & { maxBytes: number },
): Promise<FileBytes> {
  const what = "reading a file";
  return sandboxFetch(source, fileAddress("/filesystem", path), {
    // The same as JSON would come without the bytes that are no UTF-8.
    headers: { Accept: "application/octet-stream" },
    signal,
    what,
    timeoutMs: TRANSFER_LIMIT_MS,
    read: async (response) => {
      if (!response.ok) throw await fileErrorFrom(response, what);
      const isJson = response.headers.get("content-type")?.includes("json") === true;
      const length = Number(response.headers.get("content-length") ?? NaN);
      const bytes = await firstBytes(response, maxBytes);
      if (!bytes) return { bytes, size: length > maxBytes ? length : undefined };
      // A folder is listed, whatever is asked for. A file comes with the time of its last change.
      if (isJson && !response.headers.has("last-modified") && isFolder(bytes)) {
        throw pathErrorFor("is a directory", what, undefined);
      }
      return { bytes };
    },
  });
}

/** All bytes of a body; `undefined` once there are more than `limit`, of which no more is fetched. */
async function firstBytes(
  { body }: Response,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const reader = body?.getReader();
  for (;;) {
    const next = await reader?.read();
    if (!next || next.done) break;
    length += next.value.length;
    if (length > limit) {
      await reader?.cancel();
      return undefined;
    }
    pieces.push(next.value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function isFolder(bytes: Uint8Array): boolean {
  try {
    return isDirectoryAnswer(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return false;
  }
}

/** What a write puts at a path. */
export type Written =
  | { readonly content: string; readonly noOverwrite?: boolean | undefined }
  | { readonly isDirectory: true };

/**
 * Writes a text file or makes a folder at a normal path, and the folders on the way to it. A file that is
 * there keeps its permissions. Older servers do not know `noOverwrite` and write all the same.
 */
export function putPath(
  source: CredentialSource,
  path: string,
  written: Written,
  { signal }: Cancellable = {},
): Promise<void> {
  const what = "isDirectory" in written ? "making a folder" : "writing a file";
  return sandboxFetch(source, fileAddress("/filesystem", path), {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(written),
    signal,
    what,
    // To write the same once more changes nothing, unless it has to be new.
    idempotent: "isDirectory" in written || written.noOverwrite !== true,
    timeoutMs: TRANSFER_LIMIT_MS,
    read: (response) => done(response, what),
  });
}

/** Removes what is at a normal path; a folder that is not empty only if `recursive`. */
export function removePath(
  source: CredentialSource,
  path: string,
  { recursive, signal }: Cancellable & { recursive: boolean },
): Promise<void> {
  const what = "removing a path";
  const address = `${fileAddress("/filesystem", path)}?recursive=${recursive}`;
  return sandboxFetch(source, address, {
    method: "DELETE",
    idempotent: true,
    signal,
    what,
    read: (response) => done(response, what),
  });
}

async function done(response: Response, what: string): Promise<void> {
  if (!response.ok) throw await fileErrorFrom(response, what);
  await response.body?.cancel();
}
