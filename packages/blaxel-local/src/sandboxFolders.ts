import { existsSync, mkdirSync, realpathSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { createSandboxApi, type SandboxApi } from "./api";
import type { FolderCopies } from "./control";
import { copyFolder } from "./copyFolder";
import type { Isolation } from "./isolation";
import type { LocalSandboxOptions } from "./options";
import { GroupGuard } from "./process";
import { abandonedFolders, newTemporaryFolder } from "./temporaryFolder";

/** The folders that sandboxes live in: one each, named like the sandbox. */
export interface SandboxFolders {
  readonly root: string;
  start(name: string, env: Record<string, string>): SandboxApi;
  /** Copies of the folders, kept until the server ends. */
  readonly copies: FolderCopies;
  /** Removes the sandbox's folder, unless it was there before the sandbox. */
  remove(name: string): Promise<void>;
  /** Removes what is temporary. */
  close(): Promise<void>;
}

/** Makes the folder that holds them all, and removes what servers left that were killed. */
export async function createSandboxFolders(
  options: LocalSandboxOptions,
  isolation: Isolation,
): Promise<SandboxFolders> {
  const temporary = options.root === undefined;
  const root = temporary ? newTemporaryFolder("files").path : resolve(options.root ?? "");
  mkdirSync(root, { recursive: true, mode: temporary ? 0o700 : 0o777 });
  await removeAbandoned(realpathSync(root));
  const made = new Set<string>();
  const copies = newTemporaryFolder("files").path;

  return {
    root,
    start: (name, env) => {
      const folder = join(root, name);
      if (!existsSync(folder)) made.add(name);
      return createSandboxApi({
        root: folder,
        profile: options.profile ?? "B",
        name,
        baseEnv: options.sandboxEnv,
        env,
        passEnv: options.passEnv,
        isolation: isolation.kind,
      });
    },
    copies: {
      take: (name, id) => copyFolder(join(root, name), join(copies, id)),
      restore: async (name, id) => {
        const folder = join(root, name);
        if (!existsSync(folder)) made.add(name);
        await removeFolder(folder);
        await copyFolder(join(copies, id), folder);
      },
      drop: (id) => removeFolder(join(copies, id)),
    },
    remove: async (name) => {
      if (!made.delete(name)) return;
      await removeFolder(join(root, name));
    },
    close: async () => {
      await removeFolder(copies);
      if (temporary) await removeFolder(root);
    },
  };
}

/** Throws a `TypeError` if the user wants `root`, which is in one of them. */
async function removeAbandoned(root: string): Promise<void> {
  const abandoned = abandonedFolders();
  if (abandoned.some(({ path }) => `${root}${sep}`.startsWith(`${realpathSync(path)}${sep}`))) {
    throw new TypeError("root is in a temporary folder of a run that was killed: copy it first");
  }
  // Processes come first: what should have ended them may have been killed as well. What cannot be
  // removed keeps no sandbox from starting, and the next start tries again.
  for (const kind of ["processes", "files"]) {
    const folders = abandoned.filter((folder) => folder.kind === kind);
    await Promise.allSettled(
      folders.map((each) =>
        kind === "files" ? removeFolder(each.path) : new GroupGuard(each).close(),
      ),
    );
  }
}

const removeFolder = (path: string) => rm(path, { recursive: true, force: true, maxRetries: 3 });
