import { HttpError, sendJson } from "../http";
import { contentMatches } from "./contentSearch";
import type { FileContext, FileHandler } from "./fileContext";
import { baseName } from "./fileInfo";
import { fuzzyScore } from "./fuzzyScore";
import { nameMatcher } from "./nameMatcher";
import { isFolder, statPath } from "./openFile";
import { PathError, toPathError } from "./pathError";
import { queryOf, requestPath, unformattedPath } from "./requestPath";
import { goInteger, searchOptions, type SearchOptions } from "./searchOptions";
import { answered } from "./treeRoutes";
import { walk, type WalkEntry } from "./walk";

const MAX_CONTEXT_LINES = 20;

/** `GET /filesystem-find/…`: files or folders by the globs of their names. */
export function findHandler(context: FileContext): FileHandler {
  return async (request, response) => {
    const url = request.url ?? "/";
    const query = queryOf(url);
    const options = searchOptions(query, 20);
    const type = query.get("type") || "file";
    if (type !== "file" && type !== "directory") {
      throw new HttpError(400, `invalid search type: ${type}`);
    }
    const path = requestPath(url, "/filesystem-find").absolute;
    const matchesName = nameMatcher(
      (query.get("patterns") || "").split(",").filter(Boolean).map(trim),
    );
    const matches: { path: string; type: string }[] = [];
    const skipped = (name: string) => options.excludeHidden && name.startsWith(".");

    const start = await whereWalkBegins(context, path);
    const name = baseName(path);
    const enters = !skipped(name) && !(start.isFolder && options.excludeDirs.has(name));
    // The real walk meets the folder that it begins in, so a search for folders finds it too.
    if (enters && (start.isFolder ? type === "directory" : type === "file" && matchesName(name))) {
      matches.push({ path: ".", type });
    }
    if (enters && start.isFolder) {
      const enter = (entry: WalkEntry) =>
        !options.excludeDirs.has(entry.name) && !skipped(entry.name);
      const entries = walk({ absolute: path, real: start.real, unreadable: "fail", enter });
      for await (const entry of walked(entries)) {
        if (matches.length >= options.maxResults) break;
        if (entry.isFolder !== (type === "directory")) continue;
        if (!entry.isFolder && (skipped(entry.name) || !matchesName(entry.name))) continue;
        matches.push({ path: entry.relative, type });
      }
    }
    sendJson(response, 200, { matches, total: matches.length });
  };
}

const trim = (text: string) => text.trim();

async function whereWalkBegins(context: FileContext, path: string) {
  try {
    const isFolder = (await statPath(context.root, path)).isDirectory();
    return { isFolder, real: (await context.root.locate(path)).real };
  } catch (error) {
    throw walkError(path, error);
  }
}

async function* walked(entries: AsyncGenerator<WalkEntry>): AsyncGenerator<WalkEntry> {
  try {
    yield* entries;
  } catch (error) {
    throw error instanceof PathError ? walkError(error.path, error, error.operation) : error;
  }
}

/** The real server calls a walk that fails an error of its own, even where the folder is missing. */
function walkError(path: string, error: unknown, operation = "lstat"): unknown {
  const retold = toPathError(operation, path, error);
  return retold instanceof PathError
    ? new HttpError(500, `error walking directory: ${retold.message}`)
    : retold;
}

/** `GET /filesystem-search/…`: paths that resemble a text, the best first. */
export function fuzzySearchHandler(context: FileContext): FileHandler {
  return async (request, response) => {
    const url = request.url ?? "/";
    const query = queryOf(url);
    const options = searchOptions(query, 20);
    const itself = unformattedPath(url, "/filesystem-search");
    // Profile A never looks at `query`: the path that it searches in is also what it searches for.
    const pattern = (context.profile === "B" && query.get("query")) || itself;
    if (pattern === itself && ["", "/", "."].includes(itself)) {
      throw new HttpError(400, "query parameter is required in path");
    }
    const path = requestPath(url, "/filesystem-search").absolute;
    const found: { path: string; score: number; type: string }[] = [];
    for await (const entry of visible(context, path, options)) {
      const score = fuzzyScore(entry.relative, pattern);
      if (score === undefined) continue;
      found.push({ path: entry.relative, score, type: entry.isFolder ? "directory" : "file" });
    }
    const matches = found.toSorted((a, b) => b.score - a.score).slice(0, options.maxResults);
    sendJson(response, 200, { matches, total: matches.length });
  };
}

async function* visible(context: FileContext, path: string, options: SearchOptions) {
  const name = baseName(path);
  if (options.excludeHidden && name.startsWith(".")) return;
  let real: string;
  try {
    if (!(await isFolder(context.root, path)) || options.excludeDirs.has(name)) return;
    real = (await context.root.locate(path)).real;
  } catch (error) {
    if (error instanceof PathError) return;
    throw error;
  }
  const hidden = (entry: WalkEntry) => options.excludeHidden && entry.name.startsWith(".");
  const enter = (entry: WalkEntry) => !hidden(entry) && !options.excludeDirs.has(entry.name);
  for await (const entry of walk({ absolute: path, real, unreadable: "skip", enter })) {
    if (entry.isFolder || !hidden(entry)) yield entry;
  }
}

/** `GET /filesystem-content-search/…`: lines that contain a text. */
export function contentSearchHandler(context: FileContext): FileHandler {
  return async (request, response) => {
    const url = request.url ?? "/";
    const query = queryOf(url);
    const text = query.get("query") ?? "";
    if (text === "") throw new HttpError(400, "query parameter is required");
    const path = requestPath(url, "/filesystem-content-search");
    if (path.absolute !== "/" && !(await answered(isFolder(context.root, path.absolute)))) {
      throw new HttpError(400, `specified directory does not exist: ${path.shown}`);
    }
    const options = searchOptions(query, 100);
    const { real } = await context.root.locate(path.absolute);
    const filePattern = query.get("filePattern");
    const contextLines = context.profile === "B" ? goInteger(query.get("contextLines") ?? "") : 0;
    const matches = options.excludeDirs.has(baseName(path.absolute))
      ? []
      : await contentMatches({
          text,
          absolute: path.absolute,
          real,
          caseSensitive: query.get("caseSensitive") === "true",
          contextLines: Math.min(Math.max(contextLines ?? 0, 0), MAX_CONTEXT_LINES),
          maxResults: options.maxResults,
          excludeDirs: options.excludeDirs,
          matchesName: nameMatcher(filePattern ? [filePattern] : []),
        });
    const none = context.profile === "A" && matches.length === 0;
    sendJson(response, 200, { query: text, matches: none ? null : matches, total: matches.length });
  };
}
