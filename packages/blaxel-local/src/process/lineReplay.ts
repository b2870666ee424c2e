import type { LogPiece } from "./logPiece";

/** A line from here on silently ends a replay of profile A. */
const LONGEST_LINE_BYTES = 1024 * 1024;
const PREFIX = /^(stdout|stderr):/;

/**
 * Profile A's replay. Its combined log file has a prefix before each line of each piece, so a piece
 * that began in the middle of a line left a prefix there; reading it back line by line keeps those,
 * drops carriage returns before line feeds, and ends an unfinished line.
 */
export class LineReplay {
  /** Bytes as Latin-1, which keeps them as they are and lets the fast string functions do the work. */
  #line = "";
  isCut = false;
  hasSpoken = false;

  /** The lines that this piece completes. */
  add(piece: LogPiece): LogPiece[] {
    if (piece.kind !== "stdout" && piece.kind !== "stderr") return [];
    const prefix = `${piece.kind}:`;
    const text = piece.bytes.toString("latin1");
    const body = text.endsWith("\n") ? text.slice(0, -1) : text;
    const tagged = prefix + body.replaceAll("\n", `\n${prefix}`) + text.slice(body.length);
    const lines = (this.#line + tagged).split("\n");
    this.#line = lines.pop() ?? "";
    return this.#whole(lines);
  }

  /** The unfinished line, finished. */
  end(): LogPiece[] {
    const rest = this.#line;
    this.#line = "";
    return rest === "" ? [] : this.#whole([rest]);
  }

  #whole(lines: string[]): LogPiece[] {
    const pieces: LogPiece[] = [];
    for (const line of lines) {
      if (line.length >= LONGEST_LINE_BYTES) this.isCut = true;
      if (this.isCut) break;
      const text = line.endsWith("\r") ? line.slice(0, -1) : line;
      const kind = PREFIX.exec(text)?.[1] === "stderr" ? "stderr" : "stdout";
      const bytes = Buffer.from(`${text.replace(PREFIX, "")}\n`, "latin1");
      pieces.push({ kind, bytes });
    }
    if (this.#line.length >= LONGEST_LINE_BYTES) this.isCut = true;
    this.hasSpoken ||= pieces.length > 0;
    return pieces;
  }
}
