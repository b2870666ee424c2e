import {
  checkedName,
  invalidOption,
  isWithin,
  joined,
  listDirectory,
  nameOf,
  normalPath,
  parentOf,
  pathErrorFor,
  putPath,
  removePath,
  toSandboxError,
  transferPath,
  type DirectoryEntry,
} from "../platform";
import { directoryQuery } from "./fileQueries";
import { movedEntry, type PendingChange } from "./pendingChanges";
import type { SandboxFiles } from "./sandboxFiles";
import type { FileMutations, MutationOptions } from "./types";

export function fileMutations(files: SandboxFiles): FileMutations {
  const { session, client, key, pending } = files;

  /** A mutation as the application's devtools show it, the folders that it changes listed afterwards. */
  async function change<Value>(
    name: string,
    { removed, added }: PendingChange,
    work: () => Promise<Value>,
  ): Promise<Value> {
    const confirm = pending.add({ removed, added });
    const cache = client.getMutationCache();
    const mutation = cache.build<Value, Error, PendingChange, unknown>(client, {
      mutationKey: [...key, name],
      mutationFn: work,
      retry: false,
      networkMode: "always",
    });
    try {
      return await mutation.execute({ removed, added });
    } catch (error) {
      throw toSandboxError(error, "changing files");
    } finally {
      const changed = [removed, added?.path].filter((path) => path !== undefined).map(parentOf);
      // What is shown meanwhile is what will be listed.
      void Promise.all([...new Set(changed)].map(relist)).finally(confirm);
    }
  }

  /** Lists a folder that the page knows. What goes wrong is in its query. */
  async function relist(folder: string): Promise<void> {
    if (!client.getQueryState(directoryQuery(files, folder).queryKey)) return;
    await files
      .folder(folder)
      .refresh()
      .catch(() => undefined);
  }

  const known = (path: string): DirectoryEntry =>
    client
      .getQueryData(directoryQuery(files, parentOf(path)).queryKey)
      ?.find(({ name }) => name === nameOf(path)) ?? entry(path, "file");

  /** Older servers write over what is there, whatever they are asked: it is looked at before. */
  async function refuseTaken(path: string, what: string, options: MutationOptions): Promise<void> {
    try {
      const siblings = await listDirectory(session, parentOf(path), options);
      if (!siblings.some(({ name }) => name === nameOf(path))) return;
    } catch (error) {
      // The folders on the way are made.
      if (toSandboxError(error, what).kind === "path-not-found") return;
      throw error;
    }
    throw pathErrorFor("file exists", what, undefined);
  }

  const transfer = (how: "move" | "copy", from: string, to: string, options: MutationOptions) => {
    if (isWithin(to, from)) {
      throw invalidOption(
        `${JSON.stringify(from)} cannot be put into itself.`,
        "Give a path elsewhere.",
      );
    }
    const removed = how === "move" ? from : undefined;
    return change(how, { removed, added: movedEntry(known(from), to) }, async () => {
      await transferPath(session, how, { from, to, ...options });
      if (how === "move") files.moveEdits(from, to);
    });
  };

  return {
    async write(path, text, options = {}) {
      const at = target(path);
      await change("write", { added: entry(at, "file") }, () =>
        putPath(session, at, { content: text }, options),
      );
    },
    async create(path, text = "", options = {}) {
      const at = target(path);
      await change("create", { added: entry(at, "file") }, async () => {
        await refuseTaken(at, "making a file", options);
        await putPath(session, at, { content: text, noOverwrite: true }, options);
      });
    },
    async createDirectory(path, options = {}) {
      const at = target(path);
      await change("create directory", { added: entry(at, "directory") }, async () => {
        await refuseTaken(at, "making a folder", options);
        await putPath(session, at, { isDirectory: true }, options);
      });
    },
    async rename(path, name, options = {}) {
      const from = target(path);
      const to = joined(parentOf(from), checkedName(name));
      if (to !== from) await transfer("move", from, to, options);
      return to;
    },
    async move(from, to, options = {}) {
      await transfer("move", target(from), target(to), options);
    },
    async copy(from, to, options = {}) {
      await transfer("copy", target(from), target(to), options);
    },
    async remove(path, { recursive = false, signal } = {}) {
      const at = target(path);
      await change("remove", { removed: at }, () => removePath(session, at, { recursive, signal }));
    },
  };
}

const entry = (path: string, kind: DirectoryEntry["kind"]): DirectoryEntry => ({
  name: nameOf(path),
  path,
  kind,
});

/** A path that can be changed. */
function target(path: string): string {
  const normal = normalPath(path);
  if (normal !== "/") return normal;
  throw invalidOption("The root folder cannot be changed.", "Give the path of something in it.");
}
