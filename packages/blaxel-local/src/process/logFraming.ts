import { isUtf8 } from "node:buffer";
import { goJson } from "../http";
import { goText } from "./goText";
import type { LogPiece } from "./logPiece";
import { TRUNCATION_MARKER } from "./outputFile";

/** Turns pieces of a log into what goes over the wire. One for each reader. */
export type LogFraming = (pieces: readonly LogPiece[]) => Buffer | string;

const OUTPUT_TRUNCATED = Buffer.from(`stdout:${TRUNCATION_MARKER}`);

/** Text of profile A: a prefix before every piece. */
export function prefixedPieces(): LogFraming {
  return (pieces) => {
    const parts: Buffer[] = [];
    for (const { kind, bytes } of pieces) {
      if (kind === "gap") parts.push(OUTPUT_TRUNCATED);
      else if (kind === "live-notice" || kind === "restart") parts.push(bytes);
      else parts.push(Buffer.from(`${kind}:`), bytes);
    }
    return Buffer.concat(parts);
  };
}

/** Text of profile B: a prefix at the start of every line and nowhere else. */
export function prefixedLines(): LogFraming {
  const midLine = { stdout: false, stderr: false };
  return (pieces) => {
    const parts: Buffer[] = [];
    for (const { kind, bytes } of pieces) {
      if (kind === "gap") {
        parts.push(OUTPUT_TRUNCATED);
        midLine.stdout = midLine.stderr = false;
      } else if (kind === "restart") {
        parts.push(bytes);
        midLine.stdout = midLine.stderr = false;
      } else if (kind !== "live-notice") {
        const prefix = `${kind}:`;
        const text = bytes.toString("latin1");
        const body = text.endsWith("\n") ? text.slice(0, -1) : text;
        const tagged = body.replaceAll("\n", `\n${prefix}`) + text.slice(body.length);
        parts.push(Buffer.from(midLine[kind] ? tagged : prefix + tagged, "latin1"));
        midLine[kind] = body.length === text.length;
      }
    }
    return Buffer.concat(parts);
  };
}

/** Profile B's NDJSON: exact bytes, in base64 where they are not text. */
export function exactEvents(): LogFraming {
  return (pieces) =>
    pieces
      .filter(({ kind }) => kind !== "live-notice")
      .map(({ kind, bytes }) => {
        if (kind === "gap") return event("truncated", "Output is incomplete");
        if (isUtf8(bytes)) return event(kind, bytes.toString("utf8"));
        return `${goJson({ type: kind, data: bytes.toString("base64"), encoding: "base64" })}\n`;
      })
      .join("");
}

/** The events of a streamed start: notices of the server pass for output, bytes for characters. */
export function looseEvents(): LogFraming {
  return (pieces) =>
    pieces
      .map(({ kind, bytes }) => {
        if (kind === "gap") return event("stdout", TRUNCATION_MARKER);
        return event(kind === "stderr" ? "stderr" : "stdout", goText(bytes));
      })
      .join("");
}

/** One NDJSON line. */
export function event(type: string, data = ""): string {
  return `${goJson(data === "" ? { type } : { type, data })}\n`;
}
