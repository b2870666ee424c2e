import { isUtf8 } from "node:buffer";

/**
 * Bytes as the text that Go's JSON encoder makes of them: every byte that is not part of a valid
 * character becomes one U+FFFD. (A decoder would make one of several.)
 */
export function goText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString("utf8");
  let text = "";
  let valid = 0;
  let at = 0;
  while (at < bytes.length) {
    const length = characterLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    text += `${bytes.toString("utf8", valid, at)}\ufffd`;
    valid = ++at;
  }
  return text + bytes.toString("utf8", valid);
}

function characterLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  return length > 0 && isUtf8(bytes.subarray(at, at + length)) && at + length <= bytes.length
    ? length
    : 0;
}
