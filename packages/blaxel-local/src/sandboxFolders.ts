import { existsSync, mkdirSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createSandboxApi, type SandboxApi } from "./api";
import type { LocalSandboxOptions } from "./options";

/** The folders that sandboxes live in: one each, named like the sandbox. */
export interface SandboxFolders {
  start(name: string, env: Record<string, string>): SandboxApi;
  /** Removes the sandbox's folder, unless it was there before the sandbox. */
  remove(name: string): Promise<void>;
  /** Removes what is temporary. */
  close(): Promise<void>;
}

/** Makes the folder that holds them all. */
export async function createSandboxFolders(options: LocalSandboxOptions): Promise<SandboxFolders> {
  const temporary = options.root === undefined;
  const root = temporary
    ? await realpath(await mkdtemp(join(tmpdir(), "blaxel-local-")))
    : resolve(options.root ?? "");
  mkdirSync(root, { recursive: true });
  const made = new Set<string>();

  return {
    start: (name, env) => {
      const folder = join(root, name);
      if (!existsSync(folder)) made.add(name);
      return createSandboxApi({
        root: folder,
        profile: options.profile ?? "B",
        name,
        env: { ...options.sandboxEnv, ...env },
        passEnv: options.passEnv,
      });
    },
    remove: async (name) => {
      if (!made.delete(name)) return;
      await rm(join(root, name), { recursive: true, force: true, maxRetries: 3 });
    },
    close: async () => {
      if (temporary) await rm(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
