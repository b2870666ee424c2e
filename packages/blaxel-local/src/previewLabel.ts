import { createHmac } from "node:crypto";

/**
 * The label of a preview's address: `preview` and 20 letters and digits that no one can guess without
 * the key, the same whenever a preview of that name is made again.
 */
export function previewLabel(key: string, ...names: readonly string[]): string {
  const hash = createHmac("sha256", key).update(JSON.stringify(names)).digest();
  const digits = BigInt(`0x${hash.toString("hex")}`).toString(36);
  return `preview${digits.slice(-20)}`;
}
