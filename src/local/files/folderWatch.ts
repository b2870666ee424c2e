import type { Stats } from "node:fs";
import { lstat } from "node:fs/promises";
import { relative, sep } from "node:path";
import { watch } from "chokidar";
import { errorCode } from "./pathError";

/** What happened to a file, in the words of Go's fsnotify. */
export type FileOperation = "CREATE" | "WRITE" | "RENAME" | "CHMOD" | "REMOVE";

/** A folder under watch. */
export interface FolderWatch {
  /** Resolves once nothing that happens is missed any more. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/** What is known of a file: enough to tell writing, renaming and changing permissions apart. */
interface Known {
  stats: Stats | undefined;
}

/** How long a vanished file may still turn out to have been renamed. */
const RENAME_MS = 60;

/**
 * Watches a folder and tells what happens as the real server does: a written file is created and
 * then written, a renamed one is `RENAME` of the old name and `CREATE` of the new one. `path` is
 * relative to the folder, with `/` between its components.
 */
export function watchFolder(
  folder: string,
  recursive: boolean,
  tell: (operation: FileOperation, path: string) => void,
): FolderWatch {
  const known = new Map<string, Known>();
  const vanished = new Map<string, { stats: Stats | undefined; timer: NodeJS.Timeout }>();
  let watching = false;
  const watcher = watch(folder, {
    alwaysStat: true,
    atomic: false,
    followSymlinks: false,
    ignorePermissionErrors: true,
    ...(recursive ? {} : { depth: 0 }),
  });

  const report = (operation: FileOperation, real: string) =>
    tell(operation, relative(folder, real).split(sep).join("/"));

  const appeared = (real: string, stats: Stats | undefined) => {
    known.set(real, { stats });
    if (!watching) return;
    const old = stats && oldNameOf(real, stats);
    if (old !== undefined) {
      report("RENAME", old);
      report("CREATE", real);
      return;
    }
    report("CREATE", real);
    if (stats?.isFile() && stats.size > 0) report("WRITE", real);
  };

  const oldNameOf = (real: string, stats: Stats): string | undefined => {
    for (const [path, gone] of vanished) {
      if (!isSameFile(gone.stats, stats)) continue;
      clearTimeout(gone.timer);
      vanished.delete(path);
      return path;
    }
    for (const [path, { stats: other }] of known) {
      if (path === real || !isSameFile(other, stats) || (stats.nlink > 1 && !stats.isDirectory())) {
        continue;
      }
      known.delete(path);
      return path;
    }
    return undefined;
  };

  const disappeared = (real: string) => {
    const last = known.get(real);
    // Its new name was seen first.
    if (!last) return;
    known.delete(real);
    if (!watching) return;
    const timer = setTimeout(() => {
      vanished.delete(real);
      report("REMOVE", real);
    }, RENAME_MS);
    vanished.set(real, { stats: last.stats, timer });
  };

  const changed = (real: string, stats: Stats | undefined) => {
    const last = known.get(real)?.stats;
    known.set(real, { stats });
    if (!watching || !stats) return;
    const written = !last || last.mtimeMs !== stats.mtimeMs || last.size !== stats.size;
    if (written) report("WRITE", real);
    else if (last.mode !== stats.mode) report("CHMOD", real);
  };

  // Chokidar passes on new permissions only of files that were not read since, so they are looked
  // for where the system tells that something changed.
  const touched = async (real: string) => {
    try {
      const stats = await lstat(real);
      const last = known.get(real)?.stats;
      if (last && last.mtimeMs === stats.mtimeMs && last.mode !== stats.mode) changed(real, stats);
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
    }
  };

  const failures: ((error: unknown) => void)[] = [];
  watcher
    .on("add", appeared)
    .on("addDir", (real, stats) => {
      if (real !== folder) appeared(real, stats);
    })
    .on("change", changed)
    .on("unlink", disappeared)
    .on("unlinkDir", disappeared)
    .on("raw", (event, path, details) => {
      if (event !== "change" || !path) return;
      const base = watchedPath(details) ?? folder;
      for (const real of [base, `${base}${sep}${path}`]) {
        if (known.has(real))
          touched(real).catch((error: unknown) => failures.forEach((f) => f(error)));
      }
    });

  const ready = new Promise<void>((resolve, reject) => {
    failures.push(reject);
    watcher.once("error", reject);
    watcher.once("ready", () => {
      watching = true;
      resolve();
    });
  });

  return {
    ready,
    async close() {
      for (const { timer } of vanished.values()) clearTimeout(timer);
      vanished.clear();
      await watcher.close();
    },
  };
}

const watchedPath = (details: unknown): string | undefined =>
  typeof details === "object" && details !== null && "watchedPath" in details
    ? String(details.watchedPath)
    : undefined;

/** A new file often gets the number of one just deleted, but not its time of birth. */
const isSameFile = (a: Stats | undefined, b: Stats) =>
  a !== undefined && a.ino === b.ino && a.dev === b.dev && a.birthtimeMs === b.birthtimeMs;
