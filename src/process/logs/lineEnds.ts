// Text counted without its line ends, which a replay may have otherwise than the log that was read.

export const withoutLineEnds = (text: string) => text.replace(/[\r\n]+/g, "");

/** How many characters there are, line ends apart. */
export function countOf(text: string): number {
  let count = text.length;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count--;
  for (let at = text.indexOf("\r"); at >= 0; at = text.indexOf("\r", at + 1)) count--;
  return count;
}

/** Where the first `count` characters, line ends apart, are over. */
export function indexAfter(text: string, count: number): number {
  let at = 0;
  for (let left = count; left > 0 && at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== 10 && code !== 13) left--;
  }
  return at;
}

export function leadingNewlines(text: string): number {
  let newlines = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) newlines++;
    else if (code !== 13) break;
  }
  return newlines;
}

export function trailingNewlines(text: string): number {
  let newlines = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    const code = text.charCodeAt(at);
    if (code === 10) newlines++;
    else if (code !== 13) break;
  }
  return newlines;
}
