import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A home folder for one browser: whatever it keeps or downloads goes there, and away with it. */
export interface Home {
  readonly path: string;
  /** The environment of the browser. */
  readonly env: Record<string, string>;
  remove(): Promise<void>;
}

export async function makeHome(): Promise<Home> {
  const path = await mkdtemp(join(tmpdir(), "blaxel-react-browser-"));
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("XDG_"));
  return {
    path,
    env: { ...(Object.fromEntries(own) as Record<string, string>), HOME: path, TMPDIR: path },
    // A browser that has just ended may still be writing.
    remove: () => rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  };
}
