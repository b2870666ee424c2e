import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { errorCode } from "../nodeErrors";
import { walk } from "./walk";

/** A line that contains the text. `line` and `column` count from 1, `column` in bytes. */
export interface ContentMatch {
  path: string;
  line: number;
  column: number;
  text: string;
  context?: string;
}

/** What to search for, and where. */
export interface ContentSearch {
  text: string;
  absolute: string;
  real: string;
  caseSensitive: boolean;
  contextLines: number;
  maxResults: number;
  excludeDirs: ReadonlySet<string>;
  matchesName(name: string): boolean;
}

/** Larger files are left out: no user searches them line by line. */
const MAX_SEARCHED_BYTES = 64 * 1024 * 1024;

/** Searches the regular files below a folder, line by line. */
export async function contentMatches(search: ContentSearch): Promise<ContentMatch[]> {
  const matches: ContentMatch[] = [];
  const wanted = search.caseSensitive ? search.text : search.text.toLowerCase();
  const entries = walk({
    absolute: search.absolute,
    real: search.real,
    unreadable: "skip",
    enter: (entry) => !search.excludeDirs.has(entry.name),
  });
  for await (const entry of entries) {
    if (!entry.isRegular || !search.matchesName(entry.name)) continue;
    const content = await readText(entry.real);
    if (content === undefined) continue;
    const lines = content.split("\n");
    for (const [index, line] of lines.entries()) {
      const searched = search.caseSensitive ? line : line.toLowerCase();
      const at = searched.indexOf(wanted);
      if (at < 0) continue;
      matches.push({
        path: entry.relative,
        line: index + 1,
        column: Buffer.byteLength(searched.slice(0, at)) + 1,
        text: line,
        ...around(lines, index, search.contextLines),
      });
      if (matches.length >= search.maxResults) return matches;
    }
  }
  return matches;
}

function around(lines: string[], index: number, count: number) {
  if (count === 0) return {};
  return { context: lines.slice(Math.max(index - count, 0), index + count + 1).join("\n") };
}

/** The text of a file; nothing of one that is gone, may not be read, or is too large. */
async function readText(real: string): Promise<string | undefined> {
  try {
    const file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { size } = await file.stat();
      return size > MAX_SEARCHED_BYTES ? undefined : await file.readFile("utf8");
    } finally {
      await file.close();
    }
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}
