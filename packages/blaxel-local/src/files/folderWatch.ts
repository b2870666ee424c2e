import { lstatSync, type Stats } from "node:fs";
import { lstat } from "node:fs/promises";
import { relative, sep } from "node:path";
import { watch } from "chokidar";
import { errorCode } from "../nodeErrors";

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

/** Whether the system tells writing into a file from putting it there. */
const tellsWrites = process.platform === "linux";

/**
 * Watches a folder and reports what happens as the real server does: a written file is created and
 * then written, one that was moved in is created only, a renamed one is `RENAME` of the old name and
 * `CREATE` of the new one. The end of the folder itself is the `REMOVE` of the path `""`.
 */
export function watchFolder(folder: string, options: FolderWatchOptions): FolderWatch {
  // What was last seen at each path, and where each file was last seen.
  const known = new Map<string, Stats>();
  const paths = new Map<string, string>();
  const vanished = new Map<string, { real: string; timer: NodeJS.Timeout }>();
  // Writes that the system reported before Chokidar met their file, and files that Chokidar met with
  // content before any write to them was reported.
  const written = new Set<string>();
  const unwritten = new Set<string>();
  // Names that the system has reported and Chokidar has not met yet.
  const arriving = new Set<string>();
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
    unwritten.delete(real);
    if (paths.get(identity(stats)) === real) paths.delete(identity(stats));
  };

  const appeared = (real: string, stats = lstatSync(real, { throwIfNoEntry: false })) => {
    arriving.delete(real);
    if (!stats) return;
    const old = watching ? oldNameOf(real, stats) : undefined;
    remember(real, stats);
    if (!watching) return;
    if (old !== undefined) report("RENAME", old);
    report("CREATE", real);
    const wasWritten = written.delete(real) || !tellsWrites;
    if (old !== undefined || !stats.isFile() || stats.size === 0) return;
    if (wasWritten) report("WRITE", real);
    else unwritten.add(real);
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
    const decide = () => {
      // On a busy machine its new name may be met much later than its old one was missed.
      if (arriving.size > 0) {
        vanished.set(identity(stats), { real, timer: setTimeout(decide, RENAME_MS) });
        return;
      }
      vanished.delete(identity(stats));
      report("REMOVE", real);
    };
    vanished.set(identity(stats), { real, timer: setTimeout(decide, RENAME_MS) });
  };

  const arrives = async (real: string) => {
    if (known.has(real)) return;
    arriving.add(real);
    try {
      await lstat(real);
    } catch (error) {
      arriving.delete(real);
      if (errorCode(error) === undefined) throw error;
    }
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
    const isOther = last.mtimeMs !== stats.mtimeMs || last.size !== stats.size;
    if (isOther && stats.isFile()) {
      unwritten.delete(real);
      report("WRITE", real);
    } else if (last.mode !== stats.mode) report("CHMOD", real);
  };

  // Chokidar passes on new permissions only of files that were not read since, and no write that
  // follows another within 50 ms, so both are looked for where the system reports a change.
  const touched = async (real: string, isItsFolders: boolean) => {
    if (isItsFolders && !known.has(real)) written.add(real);
    try {
      const stats = await lstat(real);
      const last = known.get(real);
      if (!last || identity(last) !== identity(stats)) return;
      // The report of the write that the file was met with may come after it was met.
      const isLate = isItsFolders && last.ctimeMs === stats.ctimeMs && unwritten.delete(real);
      changed(real, stats);
      if (isLate) report("WRITE", real);
    } catch (error) {
      written.delete(real);
      if (errorCode(error) === undefined) throw error;
    }
  };

  const folderRemoved = () => {
    if (!watching) return;
    // The real server tells nothing more, even of a new folder in its place.
    watching = false;
    const timer = setTimeout(() => report("REMOVE", folder), RENAME_MS);
    vanished.set("", { real: folder, timer });
  };

  watcher
    .on("add", appeared)
    .on("addDir", (real, stats) => {
      if (real !== folder) appeared(real, stats);
    })
    .on("change", changed)
    .on("unlink", disappeared)
    .on("unlinkDir", (real) => (real === folder ? folderRemoved() : disappeared(real)))
    .on("error", options.fail)
    .on("raw", (event, path, details) => {
      if (!path || !watching) return;
      const base = watchedPath(details) ?? folder;
      const isFolder = base === folder || known.get(base)?.isDirectory() === true;
      const isChange = event === "change";
      if (isChange && known.has(base)) touched(base, false).catch(options.fail);
      const entry = `${base}${sep}${path}`;
      if (!isFolder || options.ignores(below(entry))) return;
      (isChange ? touched(entry, true) : arrives(entry)).catch(options.fail);
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
