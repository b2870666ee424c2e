import { HttpError } from "../http";

/** What a tree read returns in profile B. */
export interface TreeOptions {
  /** Every level instead of one. */
  recursive: boolean;
  /** The content of each regular file too. */
  content: boolean;
  /** Globs for base names; empty takes every file. */
  patterns: string[];
  /** Names of folders to leave out. */
  excludeDirs: string[];
  excludeHidden: boolean;
  /** More files than this fail the read. */
  maxFiles: number;
  /** More bytes of content than this fail the read. */
  maxBytes: number;
}

const MAX_FILES = 100_000;
const MAX_BYTES = 256 * 1024 * 1024;

/** Reads the options of a tree read; a value that makes no sense is refused. */
export function treeOptions(query: URLSearchParams): TreeOptions {
  return {
    recursive: flag(query, "recursive"),
    content: flag(query, "content"),
    patterns: listOf(query, "patterns"),
    excludeDirs: listOf(query, "excludeDirs"),
    excludeHidden: flag(query, "excludeHidden"),
    maxFiles: count(query, "maxFiles", MAX_FILES),
    maxBytes: count(query, "maxBytes", MAX_BYTES),
  };
}

/** A comma-separated parameter, without the spaces around its items. */
export function listOf(query: URLSearchParams, name: string): string[] {
  const items = (query.get(name) ?? "").split(",").map((item) => item.trim());
  return items.filter(Boolean);
}

function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name) ?? "";
  if (["1", "t", "T", "true", "TRUE", "True"].includes(value)) return true;
  if (["", "0", "f", "F", "false", "FALSE", "False"].includes(value)) return false;
  throw new HttpError(400, `invalid ${name}: ${value}`);
}

function count(query: URLSearchParams, name: string, limit: number): number {
  const value = query.get(name) ?? "";
  if (value === "") return limit;
  const number = /^\d{1,12}$/.test(value) ? Number(value) : 0;
  if (number < 1 || number > limit) throw new HttpError(400, `invalid ${name}: ${value}`);
  return number;
}
