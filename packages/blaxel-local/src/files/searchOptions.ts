import { HttpError } from "../http";
import { listOf } from "./treeOptions";

/** Folders that searches leave out unless the request names others. */
const USUALLY_EXCLUDED = [
  "node_modules",
  "vendor",
  ".git",
  "dist",
  "build",
  "target",
  "__pycache__",
  ".venv",
  ".next",
  "coverage",
];

const MOST_RESULTS = 1000;

/** What the three searches have in common. */
export interface SearchOptions {
  /** `Infinity` when the request says 0. */
  readonly maxResults: number;
  readonly excludeDirs: ReadonlySet<string>;
  readonly excludeHidden: boolean;
}

/** Reads the options that the three searches share. */
export function searchOptions(query: URLSearchParams, defaultResults: number): SearchOptions {
  const excludeDirs = query.get("excludeDirs") ? listOf(query, "excludeDirs") : USUALLY_EXCLUDED;
  return {
    maxResults: maxResults(query.get("maxResults") ?? "", defaultResults),
    excludeDirs: new Set(excludeDirs),
    excludeHidden: (query.get("excludeHidden") || "true") === "true",
  };
}

function maxResults(text: string, otherwise: number): number {
  if (text === "") return otherwise;
  const number = goInteger(text);
  if (number === undefined || number < 0) throw new HttpError(400, `invalid maxResults: ${text}`);
  return number === 0 ? Number.POSITIVE_INFINITY : Math.min(number, MOST_RESULTS);
}

/** A decimal integer as Go's `strconv.Atoi` takes it. */
export function goInteger(text: string): number | undefined {
  return /^[+-]?\d{1,18}$/.test(text) ? Number(text) : undefined;
}
