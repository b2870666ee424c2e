import { createHash, randomInt } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

/** A temporary folder, as its name tells. */
export interface TemporaryFolder {
  path: string;
  /** What it is for: the files of all sandboxes of a server, or what belongs to the processes of one. */
  kind: "files" | "processes";
  /** No other folder has it. */
  number: string;
}

const hasProc = existsSync("/proc/self/ns/pid");
const NAME = /^blaxel-(files|processes)-([0-9a-f]{8})-(\d+)-(\d+)-(\d+)$/;

/**
 * A name that nothing has yet, for a folder that the system's temporary one is to hold. It names the
 * process that makes it, so that the folder is never without an owner, not for a moment.
 */
export function newTemporaryFolder(kind: TemporaryFolder["kind"]): TemporaryFolder {
  const number = String(randomInt(2 ** 40, 2 ** 47));
  const name = `blaxel-${kind}-${machine()}-${process.pid}-${birth(process.pid)}-${number}`;
  return { path: join(tmpdir(), name), kind, number };
}

/** The folders of this user's processes on this machine that ended without removing them. */
export function abandonedFolders(): TemporaryFolder[] {
  const folder = tmpdir();
  return readdirSync(folder).flatMap((name) => {
    const [, kind, where, pid, born, number = ""] = NAME.exec(name) ?? [];
    if (where !== machine() || birth(Number(pid)) === born) return [];
    const path = join(folder, name);
    if (!isOwn(path)) return [];
    return [{ path, kind: kind === "files" ? "files" : "processes", number }];
  });
}

/** Tells this machine, or this container, from others that share its temporary folder. */
function machine(): string {
  // Elsewhere there are no containers, and a name of the machine that changes with its network.
  const name = hasProc ? `${hostname()} ${readlinkSync("/proc/self/ns/pid")}` : "";
  return createHash("sha256").update(name).digest("hex").slice(0, 8);
}

/** When a process began, since ids are reused; "0" where the system does not say. Undefined if it is gone. */
function birth(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
    if (!hasProc) return "0";
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined; // It has ended, or its id is another user's now: the folder is not.
  }
}

/** In a folder that all users share, any of them may have made something of that name. */
function isOwn(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isDirectory() === true && stats.uid === process.getuid?.();
}
