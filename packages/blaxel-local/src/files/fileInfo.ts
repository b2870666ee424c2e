import type { BigIntStats } from "node:fs";
import { posix } from "node:path";
import { groupName, userName } from "./ownerNames";

/** One file in an answer. */
export interface FileInfo {
  path: string;
  name: string;
  permissions: string;
  size: number;
  lastModified: string;
  owner: string;
  group: string;
  content?: string;
}

/** One folder in an answer. */
export interface FolderInfo {
  path: string;
  name: string;
  files: FileInfo[];
  subdirectories: { path: string; name: string }[];
  recursive?: true;
}

/** Describes a file by its metadata. */
export function fileInfo(path: string, name: string, stats: BigIntStats): FileInfo {
  return {
    path,
    name,
    permissions: goFileMode(stats).toString(8),
    size: Number(stats.size),
    lastModified: rfc3339Nano(stats.mtimeNs),
    owner: userName(Number(stats.uid)),
    group: groupName(Number(stats.gid)),
  };
}

/** The last component of a path; that of `/` is `/`. */
export const baseName = (path: string): string => posix.basename(path) || "/";

/**
 * Permissions as Go numbers them: its own bits for the kind of file above the nine of Unix, which is
 * why a symbolic link reads `1000000777`.
 */
function goFileMode(stats: BigIntStats): number {
  const mode = Number(stats.mode);
  let bits = mode & 0o777;
  if (mode & 0o4000) bits += 2 ** 23;
  if (mode & 0o2000) bits += 2 ** 22;
  if (mode & 0o1000) bits += 2 ** 20;
  if (stats.isDirectory()) bits += 2 ** 31;
  if (stats.isSymbolicLink()) bits += 2 ** 27;
  if (stats.isBlockDevice()) bits += 2 ** 26;
  if (stats.isCharacterDevice()) bits += 2 ** 26 + 2 ** 21;
  if (stats.isFIFO()) bits += 2 ** 25;
  if (stats.isSocket()) bits += 2 ** 24;
  return bits;
}

/** A time in nanoseconds since 1970 as RFC 3339, without trailing zeros. */
export function rfc3339Nano(nanoseconds: bigint): string {
  const perSecond = 1_000_000_000n;
  const fraction = ((nanoseconds % perSecond) + perSecond) % perSecond;
  const seconds = Number((nanoseconds - fraction) / perSecond);
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  const digits = fraction.toString().padStart(9, "0").replace(/0+$/, "");
  return digits === "" ? `${whole}Z` : `${whole}.${digits}Z`;
}
