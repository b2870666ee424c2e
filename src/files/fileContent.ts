import type { FileBytes } from "../platform";
import type { FileContent } from "./types";

/** What the bytes of a file stand for. */
export function contentOf(file: FileBytes): FileContent {
  if (!file.bytes) return { kind: "too-large", size: file.size };
  const { bytes } = file;
  // Text has none, and a decoder would let them pass.
  if (bytes.includes(0)) return { kind: "binary", bytes };
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    return { kind: "text", text: decoder.decode(bytes) };
  } catch {
    return { kind: "binary", bytes };
  }
}

export function sameContent(a: FileContent | undefined, b: FileContent | undefined): boolean {
  if (a === b) return true;
  if (a?.kind === "text" && b?.kind === "text") return a.text === b.text;
  if (a?.kind === "too-large" && b?.kind === "too-large") return a.size === b.size;
  if (a?.kind === "binary" && b?.kind === "binary") {
    const { bytes } = b;
    return a.bytes.length === bytes.length && a.bytes.every((byte, at) => byte === bytes[at]);
  }
  return a?.kind === "missing" && b?.kind === "missing";
}
