import { existsSync, lstatSync, mkdirSync, readlinkSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";

/** The folders that programs, their libraries and their settings are in. */
const SYSTEM_FOLDERS = [
  "bin",
  "etc",
  "lib",
  "lib32",
  "lib64",
  "libx32",
  "nix",
  "opt",
  "sbin",
  "snap",
  "usr",
];
/** The address at which the sandbox's network asks for names. Nothing else has it. */
export const NAME_SERVER = "169.254.1.1";
/** Where the folder of a process that runs as root is, as on Blaxel. */
const HOME = "/root";

/** The environment in which a process sees itself as root, at home in the sandbox. */
export function envInside({ TMPDIR: _temporary, ...env }: Record<string, string>) {
  return { ...env, HOME, USER: "root", LOGNAME: "root" };
}

/** What each process finds at `/`: the sandbox's own folder, and over it the machine's programs. */
export interface Mounts {
  /** Arguments of `bwrap`. */
  arguments: string[];
  /** What it reads from descriptor 3: the settings of the name server. */
  nameServer: string;
}

/**
 * The sandbox's `/`: `root`, which alone can be written to, over it the machine's system folders, and
 * what `env` names of the user's own: folders in `PATH`, certificates, version managers.
 */
export function mountsOf(root: string, env: Readonly<Record<string, string>>): Mounts {
  for (const folder of ["tmp", "var/tmp"]) mkdirSync(join(root, folder), { recursive: true });
  const resolver = realpathSync("/etc/resolv.conf");
  return {
    arguments: [
      "--bind",
      root,
      "/",
      ...SYSTEM_FOLDERS.flatMap((name) => systemFolder(root, name)),
      ..."--dev /dev --ro-bind /proc /proc --ro-bind /sys /sys --tmpfs /run --dir".split(" "),
      HOME,
      ...ownPrograms(env).flatMap((path) => ["--ro-bind", path, path]),
      "--ro-bind-data",
      "3",
      resolver,
    ],
    nameServer: `nameserver ${NAME_SERVER}\n`,
  };
}

function systemFolder(root: string, name: string): string[] {
  const path = `/${name}`;
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return [];
  const inRoot = lstatSync(join(root, name), { throwIfNoEntry: false });
  if (!stats.isSymbolicLink()) return ["--ro-bind", path, path];
  if (inRoot?.isDirectory()) return ["--ro-bind", realpathSync(path), path];
  return inRoot ? [] : ["--symlink", readlinkSync(path), path];
}

/** Files and folders that variables name and that lie outside of the system's folders, without repetition. */
function ownPrograms(env: Readonly<Record<string, string>>): string[] {
  const { PATH = "", HOME: _home, TMPDIR: _temporary, ...others } = env;
  const named = [...PATH.split(":").map(withPrefix), ...Object.values(others)];
  const outside = named.filter(
    (path): path is string => path !== undefined && isAbsolute(path) && isOutside(path),
  );
  return [...new Set([...outside, withPrefix(dirname(process.execPath))])]
    .filter((path): path is string => path !== undefined && isOutside(path))
    .toSorted();
}

/** Programs in `bin` need what is beside it, unless that is all that a user has. */
function withPrefix(folder: string): string | undefined {
  if (!isAbsolute(folder) || /(^|\/)node_modules(\/|$)/.test(folder)) return undefined;
  const isBin = ["bin", "sbin", "shims"].includes(basename(folder));
  const prefix = dirname(folder);
  const isWhole = prefix === "/" || prefix === process.env["HOME"] || basename(prefix) === ".local";
  return isBin && !isWhole ? prefix : folder;
}

function isOutside(path: string): boolean {
  const [, first = ""] = path.split("/");
  if (["", "dev", "proc", "run", "sys", "tmp"].includes(first)) return false;
  // Of a path that may not be looked at, as in another user's home, this says that it is not there.
  return !SYSTEM_FOLDERS.includes(first) && existsSync(path);
}
