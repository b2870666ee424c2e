import { createHash, randomUUID } from "node:crypto";
import { open, rm, rmdir } from "node:fs/promises";
import { join, posix } from "node:path";
import { Transform, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { rfc3339Nano } from "./fileInfo";
import { makeFolders, openToWrite } from "./openFile";
import { PathError, retold, toPathError } from "./pathError";
import type { SandboxRoot } from "./root";

/** A part that has arrived. */
export interface UploadedPart {
  partNumber: number;
  etag: string;
  size: number;
  uploadedAt: string;
}

/** An upload in parts that is under way. */
export interface Upload {
  readonly uploadId: string;
  readonly path: string;
  readonly partsDir: string;
  readonly permissions: number;
  readonly initiatedAt: string;
  readonly parts: Map<number, UploadedPart>;
}

const FOLDER = ".blaxel-uploads";
const MOST_PARTS = 10_000;
const MOST_UPLOADS = 1000;

/** What went wrong with an upload; `unknown` means that there is none of that name. */
export class UploadError extends Error {
  override readonly name = "UploadError";
  constructor(
    message: string,
    readonly unknown = false,
  ) {
    super(message);
  }
}

/** Uploads in parts. Their parts wait beside the file that they will become, as on the real server. */
export class Uploads {
  readonly #uploads = new Map<string, Upload>();
  readonly #root: SandboxRoot;

  constructor(root: SandboxRoot) {
    this.#root = root;
  }

  list(): Upload[] {
    return [...this.#uploads.values()];
  }

  get(uploadId: string): Upload {
    const upload = this.#uploads.get(uploadId);
    if (!upload) throw new UploadError(`upload not found: ${uploadId}`, true);
    return upload;
  }

  async initiate(path: string, permissions: number): Promise<Upload> {
    if (this.#uploads.size >= MOST_UPLOADS) throw new UploadError("too many uploads are under way");
    const uploadId = randomUUID();
    const partsDir = posix.join(posix.dirname(path), FOLDER, uploadId);
    try {
      await makeFolders(this.#root, partsDir, 0o755);
    } catch (error) {
      if (!(error instanceof PathError)) throw error;
      throw new UploadError(`failed to create parts directory: ${error.message}`);
    }
    const parts = new Map<number, UploadedPart>();
    const upload = { uploadId, path, partsDir, permissions, initiatedAt: now(), parts };
    this.#uploads.set(uploadId, upload);
    return upload;
  }

  /** Takes in a part; the same number again replaces it. */
  async addPart(uploadId: string, partNumber: number, content: Readable): Promise<UploadedPart> {
    const upload = this.get(uploadId);
    if (partNumber < 1 || partNumber > MOST_PARTS) {
      throw new UploadError(`part number must be between 1 and ${MOST_PARTS}`);
    }
    const hash = createHash("md5");
    let size = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        size += chunk.length;
        done(null, chunk);
      },
    });
    const file = await this.#part(upload, partNumber, "w");
    try {
      await pipeline(content, measure, file.createWriteStream());
    } catch (error) {
      throw toPathError("write", upload.partsDir, error);
    } finally {
      await file.close();
    }
    const part = { partNumber, etag: hash.digest("hex"), size, uploadedAt: now() };
    upload.parts.set(partNumber, part);
    return part;
  }

  /** Puts the parts together in the order of their numbers. */
  async complete(uploadId: string, parts: { partNumber: number; etag: string }[]): Promise<void> {
    const upload = this.get(uploadId);
    for (const { partNumber, etag } of parts) {
      const stored = upload.parts.get(partNumber);
      if (!stored) throw new UploadError(`part ${partNumber} not found`);
      if (stored.etag !== etag) throw new UploadError(`etag mismatch for part ${partNumber}`);
    }
    const whole = await openToWrite(this.#root, upload.path, upload.permissions);
    try {
      const inOrder = parts.toSorted((a, b) => a.partNumber - b.partNumber);
      await pipeline(this.#contents(upload, inOrder), whole.createWriteStream());
    } finally {
      await whole.close();
    }
    await this.abort(uploadId);
  }

  /** The bytes of the parts, one part after the other. */
  async *#contents(upload: Upload, parts: readonly { partNumber: number }[]) {
    for (const { partNumber } of parts) {
      const part = await this.#part(upload, partNumber, "r");
      try {
        yield* part.createReadStream();
      } finally {
        await part.close();
      }
    }
  }

  /** Forgets an upload and deletes its parts. */
  async abort(uploadId: string): Promise<void> {
    const upload = this.get(uploadId);
    this.#uploads.delete(uploadId);
    const { real, exists } = await this.#root.locate(upload.partsDir);
    if (!exists) return;
    await rm(real, { recursive: true, force: true });
    try {
      await rmdir(join(real, ".."));
    } catch (error) {
      // Other uploads wait in the same folder.
      if (!(toPathError("remove", upload.partsDir, error) instanceof PathError)) throw error;
    }
  }

  async close(): Promise<void> {
    for (const { uploadId, partsDir } of this.list()) {
      try {
        await this.abort(uploadId);
      } catch (error) {
        // A program put something else in the folder's place: that stays, as its other files do.
        if (!(toPathError("remove", partsDir, error) instanceof PathError)) throw error;
      }
    }
  }

  async #part(upload: Upload, partNumber: number, flags: "r" | "w") {
    const path = posix.join(upload.partsDir, `part-${partNumber}`);
    const { real } = await retold("open", path, this.#root.locate(path));
    return retold("open", path, open(real, flags));
  }
}

const now = () => rfc3339Nano(BigInt(Date.now()) * 1_000_000n);
