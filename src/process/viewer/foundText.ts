/** The text as it is compared: without case, and character for character as long as before. */
export function foldCase(text: string): string {
  // The only letter that grows, and the one whose small form depends on its place.
  return text.replaceAll("\u0130", "i").toLowerCase().replaceAll("\u03c2", "\u03c3");
}

/** Where a text holds what is looked for: from, and up to but not including. */
export function foundIn(text: string, mark: string): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  const folded = foldCase(text);
  for (let at = folded.indexOf(mark); at >= 0; at = folded.indexOf(mark, at + mark.length)) {
    found.push([at, at + mark.length]);
  }
  return found;
}
