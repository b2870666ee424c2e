import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, posix } from "node:path";
import { errorCode } from "../nodeErrors";
import { byBytes } from "./listFolder";
import { toPathError } from "./pathError";

/** One entry met on a walk. */
export interface WalkEntry {
  /** The name of the entry itself. */
  readonly name: string;
  /** Its path relative to where the walk began. */
  readonly relative: string;
  /** Where it lies on this machine. */
  readonly real: string;
  readonly isFolder: boolean;
  /** Neither a folder nor a link nor anything special. */
  readonly isRegular: boolean;
}

/** How a walk goes. */
export interface WalkOptions {
  /** The path of the sandbox where the walk begins; errors name it. */
  absolute: string;
  /** Its real path. */
  real: string;
  /** Whether to go into a folder; asked before the folder is met. */
  enter(entry: WalkEntry): boolean;
  /** What to do with a folder that cannot be read. */
  unreadable: "skip" | "fail";
}

/** Meets everything below a folder, parents first and by name. Links are met, never followed. */
export async function* walk(options: WalkOptions, below = ""): AsyncGenerator<WalkEntry> {
  const folder = join(options.real, below);
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    if (options.unreadable === "skip") return;
    throw toPathError("open", posix.join(options.absolute, below), error);
  }
  for (const dirent of entries.toSorted((a, b) => byBytes(a.name, b.name))) {
    const relative = posix.join(below, dirent.name);
    const entry: WalkEntry = {
      name: dirent.name,
      relative,
      real: join(options.real, relative),
      isFolder: dirent.isDirectory(),
      isRegular: dirent.isFile(),
    };
    if (!entry.isFolder) {
      yield entry;
    } else if (options.enter(entry)) {
      yield entry;
      yield* walk(options, relative);
    }
  }
}
