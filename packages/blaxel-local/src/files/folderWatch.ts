import { lstatSync, type Stats } from "node:fs";
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

/** What to watch and what to call. Paths are relative to the folder, `/` between components. */
export interface FolderWatchOptions {
  /** Whether folders below are watched, too. */
  recursive: boolean;
  /** What to leave out; a folder that is left out is not even looked into. */
  ignores(path: string): boolean;
  tell(operation: FileOperation, path: string): void;
  /** Called when the system cannot watch any further. */
  fail: (error: unknown) => void;
}

/** How long a vanished file may still turn out to have been renamed. */
const RENAME_MS = 60;

/**
 * Watches a folder and reports what happens as the real server does: a written file is created and
 * then written, a renamed one is `RENAME` of the old name and `CREATE` of the new one.
 */
export function watchFolder(folder: string, options: FolderWatchOptions): FolderWatch {
  // What was last seen at each path, and where each file was last seen.
  const known = new Map<string, Stats>();
  const paths = new Map<string, string>();
  const vanished = new Map<string, { real: string; timer: NodeJS.Timeout }>();
  const below = (real: string) => relative(folder, real).split(sep).join("/");
  let watching = false;
  const watcher = watch(folder, {
    alwaysStat: true,
    atomic: false,
    followSymlinks: false,
    ignorePermissionErrors: true,
    ignored: (real) => real !== folder && options.ignores(below(real)),
    ...(options.recursive ? {} : { depth: 0 }),
  });

  const report = (operation: FileOperation, real: string) => options.tell(operation, below(real));

  const remember = (real: string, stats: Stats) => {
    known.set(real, stats);
    paths.set(identity(stats), real);
  };
  const forget = (real: string, stats: Stats) => {
    known.delete(real);
    if (paths.get(identity(stats)) === real) paths.delete(identity(stats));
  };

  const appeared = (real: string, stats = lstatSync(real, { throwIfNoEntry: false })) => {
    if (!stats) return;
    const old = watching ? oldNameOf(real, stats) : undefined;
    remember(real, stats);
    if (!watching) return;
    if (old !== undefined) report("RENAME", old);
    report("CREATE", real);
    if (old === undefined && stats.isFile() && stats.size > 0) report("WRITE", real);
  };

  const oldNameOf = (real: string, stats: Stats): string | undefined => {
    const gone = vanished.get(identity(stats));
    if (gone) {
      clearTimeout(gone.timer);
      vanished.delete(identity(stats));
      return gone.real;
    }
    // The new name may be seen before the old one is missed. A file with several names keeps them.
    const path = paths.get(identity(stats));
    const isLink = stats.nlink > 1 && !stats.isDirectory();
    if (path === undefined || path === real || isLink) return undefined;
    forget(path, stats);
    return path;
  };

  const disappeared = (real: string) => {
    const stats = known.get(real);
    // Its new name was seen first.
    if (!stats) return;
    forget(real, stats);
    if (!watching) return;
    const timer = setTimeout(() => {
      vanished.delete(identity(stats));
      report("REMOVE", real);
    }, RENAME_MS);
    vanished.set(identity(stats), { real, timer });
  };

  const changed = (real: string, stats: Stats | undefined) => {
    const last = known.get(real);
    if (!stats || !last || identity(last) !== identity(stats)) {
      // Another file was put in its place, as editors do.
      appeared(real, stats);
      return;
    }
    remember(real, stats);
    if (!watching) return;
    if (last.mtimeMs !== stats.mtimeMs || last.size !== stats.size) report("WRITE", real);
    else if (last.mode !== stats.mode) report("CHMOD", real);
  };

  // Chokidar passes on new permissions only of files that were not read since, so they are looked
  // for where the system reports a change.
  const touched = async (real: string) => {
    try {
      const stats = await lstat(real);
      const last = known.get(real);
      if (last && last.mtimeMs === stats.mtimeMs && last.mode !== stats.mode) changed(real, stats);
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
    }
  };

  watcher
    .on("add", appeared)
    .on("addDir", (real, stats) => {
      if (real !== folder) appeared(real, stats);
    })
    .on("change", changed)
    .on("unlink", disappeared)
    .on("unlinkDir", disappeared)
    .on("error", options.fail)
    .on("raw", (event, path, details) => {
      if (event !== "change" || !path) return;
      const base = watchedPath(details) ?? folder;
      for (const real of [base, `${base}${sep}${path}`]) {
        if (known.has(real)) touched(real).catch(options.fail);
      }
    });

  const ready = new Promise<void>((resolve) => {
    watcher.once("ready", () => {
      watching = true;
      resolve();
    });
  });

  return {
    ready,
    async close() {
      watching = false;
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
const identity = ({ dev, ino, birthtimeMs }: Stats) => `${dev} ${ino} ${birthtimeMs}`;
