import { execFile } from "node:child_process";
import {
  appendFileSync,
  closeSync,
  constants,
  fstatSync,
  openSync,
  rmSync,
  truncateSync,
} from "node:fs";
import { open, type FileHandle } from "node:fs/promises";

/** How much of one stream of one process stays readable, in bytes. */
export const KEPT_BYTES = 32 * 1024 * 1024;

/** What stands where the head of an output was cut. */
export const TRUNCATION_MARKER =
  "[... truncated, see the process log file for the full output ...]\n";

const PAGE = 4096;
/** Where holes cannot be punched, a file is emptied when it has grown to this. */
const EMPTIED_AT_BYTES = 8 * KEPT_BYTES;

/**
 * One stream's output on disk. The process writes into the file itself, so a flood of output costs
 * the server nothing, and everything that it wrote is there the moment it has exited. Offsets are
 * those of the stream: they keep counting when the head of the file has been released.
 */
export class OutputFile {
  readonly path: string;
  #fd: number | undefined;
  /** Stream offset of the file's first byte. */
  #base = 0;
  #size = 0;
  #released = 0;
  readonly #keptBytes: number;

  constructor(path: string, keptBytes = KEPT_BYTES) {
    this.path = path;
    this.#keptBytes = keptBytes;
    this.#fd = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC, 0o600);
  }

  /** Bytes written so far. */
  size(): number {
    if (this.#fd !== undefined) this.#size = this.#base + fstatSync(this.#fd).size;
    return this.#size;
  }

  /** Everything before this offset is gone. */
  get released(): number {
    return this.#released;
  }

  /** A descriptor for the process to write to. The caller closes it once the process has it. */
  openForProcess(): number {
    return openSync(this.path, constants.O_WRONLY | constants.O_APPEND);
  }

  /** Adds a line of the server's own to the output. */
  append(text: string): void {
    appendFileSync(this.path, text);
  }

  /** Holds the file open no longer: nothing writes to it any more. */
  settle(): void {
    if (this.#fd === undefined) return;
    this.size();
    closeSync(this.#fd);
    this.#fd = undefined;
  }

  remove(): void {
    this.settle();
    rmSync(this.path, { force: true });
  }

  /** Reads up to `length` bytes at `offset`; fewer at the end of what there is. */
  async read(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(length);
    const { bytesRead } = await handle.read(buffer, 0, length, offset - this.#base);
    return buffer.subarray(0, bytesRead);
  }

  /** The last `max` bytes, behind a marker if there was more. */
  async tail(max: number): Promise<Buffer> {
    const size = this.size();
    const start = Math.max(size - max, this.#released);
    if (size === start) return Buffer.alloc(0);
    const handle = await open(this.path, "r");
    try {
      const content = await this.read(handle, start, size - start);
      return start === 0 ? content : Buffer.concat([Buffer.from(TRUNCATION_MARKER), content]);
    } finally {
      await handle.close();
    }
  }

  /**
   * Gives the head of an oversized file back to the disk. Punching a hole keeps every offset where
   * the writing process expects it; where that is not possible the file is emptied at a far larger
   * size, which can lose what is written in that very instant.
   */
  releaseHead(): void {
    const size = this.size();
    const released = Math.floor((size - this.#keptBytes) / PAGE) * PAGE;
    if (released <= this.#released) return;
    this.#released = released;
    const length = String(released - this.#base);
    execFile(
      "fallocate",
      ["--punch-hole", "--offset", "0", "--length", length, this.path],
      (error) => {
        if (error && this.#fd !== undefined && this.size() - this.#base > EMPTIED_AT_BYTES) {
          this.#released = this.#base = this.size();
          truncateSync(this.path, 0);
        }
      },
    );
  }
}
