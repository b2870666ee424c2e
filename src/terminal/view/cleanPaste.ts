/** What ends a bracketed paste, in both its spellings. */
const END = /(\u001b\[|\u009b)201~/g;

/**
 * Text to be pasted without the sequence that ends a paste: behind it a shell would take the rest for
 * keys. Again and again, since what is left may make a new one.
 */
export function cleanPaste(text: string): string {
  let clean = text;
  while (clean.search(END) >= 0) clean = clean.replaceAll(END, "");
  return clean;
}
