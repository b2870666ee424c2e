import { lstat, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { errorCode } from "../nodeErrors";
import { PathError } from "./pathError";

/** Where something lies on this machine, found without ever leaving the root. */
interface Located {
  /** The real path: no component of it is a symbolic link, but perhaps the last. */
  readonly real: string;
  /** Whether anything is there. */
  readonly exists: boolean;
}

/** The folder that is the sandbox's `/`. */
export interface SandboxRoot {
  /** Its real path. */
  readonly real: string;
  /**
   * Finds an absolute path of the sandbox. A link out of the root leads nowhere, as it would if the
   * root were the whole machine.
   */
  locate(absolute: string, options?: { followLast?: boolean }): Promise<Located>;
}

/** Guards a folder; `real` must be a real path. */
export function sandboxRoot(real: string): SandboxRoot {
  const prefix = real.endsWith(sep) ? real : real + sep;
  const inside = (path: string) => path === real || path.startsWith(prefix);

  return {
    real,
    async locate(absolute, { followLast = true } = {}) {
      if (absolute.includes("\0")) throw new PathError("stat", absolute, "EINVAL");
      const components = absolute.split("/").filter(Boolean);
      let current = real;
      for (const [index, component] of components.entries()) {
        const next = join(current, component);
        const last = index === components.length - 1;
        let isLink: boolean;
        try {
          isLink = (await lstat(next)).isSymbolicLink();
        } catch (error) {
          if (errorCode(error) !== "ENOENT") throw error;
          // Nothing from here on exists, so nothing from here on can be a link.
          return { real: join(next, ...components.slice(index + 1)), exists: false };
        }
        if (!isLink || (last && !followLast)) {
          current = next;
          continue;
        }
        const target = await realpath(next);
        if (!inside(target)) throw new PathError("stat", absolute, "ENOENT");
        current = target;
      }
      return { real: current, exists: true };
    },
  };
}
