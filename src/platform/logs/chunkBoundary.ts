import type { OutputStream } from "../types";
import { encode } from "./utf8";

/** The older servers read output in pieces of this size while there is enough. */
const PIECE_BYTES = 4096;
/** No character has more bytes than three for each of its UTF-16 units. */
const KEPT = PIECE_BYTES + 4;

interface Part {
  readonly text: string;
  readonly isBinary: boolean;
  /** Whether a piece begins with this part, in the middle of a line. */
  readonly isSplice: boolean;
}

/**
 * Remembers the last output of each stream, to know whether a full piece of the server's ends here:
 * whether there was a place, exactly one piece before, where one may have begun.
 */
export class ChunkBoundary {
  readonly #parts: Record<OutputStream, Part[]> = { stdout: [], stderr: [] };
  readonly #lengths: Record<OutputStream, number> = { stdout: 0, stderr: 0 };

  note(stream: OutputStream, text: string, { isBinary, isSplice }: Omit<Part, "text">): void {
    if (text === "") return;
    const parts = this.#parts[stream];
    const kept = text.length > 2 * KEPT ? text.slice(-KEPT) : text;
    parts.push({ text: kept, isBinary, isSplice: isSplice && kept === text });
    this.#lengths[stream] += kept.length;
    for (let first = parts[0]; first; first = parts[0]) {
      if (this.#lengths[stream] - first.text.length < KEPT) return;
      parts.shift();
      this.#lengths[stream] -= first.text.length;
    }
  }

  endsFullPiece(stream: OutputStream): boolean {
    const parts = this.#parts[stream];
    let missing = PIECE_BYTES;
    for (let index = parts.length - 1; index >= 0; index--) {
      const part = parts[index];
      if (!part) return false;
      const bytes = bytesOf(part);
      if (bytes.length < missing) {
        missing -= bytes.length;
        continue;
      }
      const at = bytes.length - missing;
      if (at > 0) return bytes[at - 1] === NEWLINE;
      const before = parts[index - 1];
      return part.isSplice || before === undefined || before.text.endsWith("\n");
    }
    return missing === 0;
  }
}

const NEWLINE = 10;

function bytesOf({ text, isBinary }: Part): Uint8Array {
  return isBinary ? Uint8Array.from(text, (byte) => byte.charCodeAt(0)) : encode(text);
}
