const BOM = "\uFEFF";
const END = /\r\n|\r|\n/g;

/** A stored text as an editor has it: without a byte-order mark, `\n` at the end of each line. */
export const shownText = (stored: string): string =>
  (stored.startsWith(BOM) ? stored.slice(1) : stored).replace(END, "\n");

/**
 * An edited text as it is stored: with the byte-order mark and the line ends of the text that it was made of.
 * Lines that were not touched keep their own ends; new ones get that of the line before them.
 */
export function storedText(shown: string, original: string): string {
  const mark = original.startsWith(BOM) ? BOM : "";
  const ends = original.match(END) ?? [];
  const text = shown.replace(END, "\n");
  const [first = "\n"] = ends;
  if (ends.every((end) => end === first)) return mark + text.replaceAll("\n", first);
  const before = shownText(original).split("\n");
  const after = text.split("\n");
  const most = Math.min(before.length, after.length) - 1;
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const added = after.length - before.length;
  let end = first;
  return after.reduce((all, line, at) => {
    if (at === 0) return mark + line;
    const previous = at - 1;
    // The end of the line before this one.
    if (previous < head) end = ends[previous] ?? end;
    else if (at >= after.length - tail) end = ends[previous - added] ?? end;
    return all + end + line;
  }, "");
}
