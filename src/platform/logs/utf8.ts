// Made when first used: a test environment such as jsdom in Jest has neither of these classes, and loads this.
let strict: TextDecoder | undefined;
let lenient: TextDecoder | undefined;
let encoder: TextEncoder | undefined;

export function encode(text: string): Uint8Array {
  return (encoder ??= new TextEncoder()).encode(text);
}

/** The text, or `undefined` if the bytes are not valid UTF-8. */
export function decodeExactly(bytes: Uint8Array): string | undefined {
  try {
    strict ??= new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The text, with U+FFFD for bytes that are no characters. */
export function decodeLeniently(bytes: Uint8Array): string {
  return (lenient ??= streamingDecoder()).decode(bytes);
}

/** How many bytes at the end begin a character that is not complete. */
export function incompleteTail(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < lengthOf(byte) ? back : 0;
  }
  return 0;
}

function lengthOf(lead: number): number {
  if (lead >= 0xf0) return 4;
  return lead >= 0xe0 ? 3 : 2;
}

/** One character for each byte, for looking through bytes as if they were text. */
export function toBinary(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 8192) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return binary;
}

export function fromBinary(binary: string): Uint8Array {
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/** Puts characters together again that arrive in pieces; wrong bytes become U+FFFD. */
export function streamingDecoder(): TextDecoder {
  return new TextDecoder("utf-8", { ignoreBOM: true });
}
