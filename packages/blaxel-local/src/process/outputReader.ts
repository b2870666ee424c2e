import { open, type FileHandle } from "node:fs/promises";
import type { JournalEntry } from "./journal";
import type { LogPiece } from "./logPiece";
import type { OutputFile } from "./outputFile";

/** Reads what journal entries point at, for one reader. */
export class OutputReader {
  readonly #handles = new Map<OutputFile, FileHandle>();

  /** The piece of `entry` from `from` on, at most `length` bytes; says so where the disk gave it up. */
  async read(
    entry: JournalEntry,
    from: number,
    length: number,
  ): Promise<LogPiece & { end: number }> {
    const { file, kind } = entry;
    const gap = Math.min(file.released - entry.offset, entry.length);
    if (gap > from) return { kind: "gap", bytes: Buffer.alloc(0), end: gap };
    const handle = await this.#open(file);
    const wanted = Math.min(length, entry.length - from);
    const bytes = await file.read(handle, entry.offset + from, wanted);
    // Released while it was being read: what came back may be the zeros of a hole.
    if (file.released > entry.offset + from || bytes.length === 0) {
      return { kind: "gap", bytes: Buffer.alloc(0), end: from + wanted };
    }
    return { kind, bytes, end: from + bytes.length };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#handles.values()].map((handle) => handle.close()));
    this.#handles.clear();
  }

  async #open(file: OutputFile): Promise<FileHandle> {
    const known = this.#handles.get(file);
    if (known) return known;
    const handle = await open(file.path, "r");
    this.#handles.set(file, handle);
    return handle;
  }
}
