import { HttpError } from "../http";
import { messageOf } from "../nodeErrors";

/**
 * Reads octal permissions as Go's `strconv.ParseUint(text, 8, 32)` does, and throws with its words.
 * Only the nine bits of read, write and execute take effect.
 */
export function parsePermissions(text: string): number {
  const fail = (why: string) =>
    new Error(`strconv.ParseUint: parsing ${JSON.stringify(text)}: ${why}`);
  if (!/^[0-7]+$/.test(text)) throw fail("invalid syntax");
  const value = Number.parseInt(text, 8);
  if (value > 0xffff_ffff) throw fail("value out of range");
  return value & 0o777;
}

/** Reads the permissions that a request asks for; none if the text is empty. */
export function requestedPermissions(text: string | undefined): number | undefined {
  if (!text) return undefined;
  try {
    return parsePermissions(text);
  } catch (error) {
    const why = messageOf(error);
    throw new HttpError(400, `invalid permissions format '${text}': ${why}`);
  }
}
