import { isRecord, type Cancellable } from "../../core";
import { type CredentialSource, sandboxFetch } from "../sandboxFetch";
import { readJson } from "../sandboxErrors";
import { fileErrorFrom, pathErrorFor } from "./fileErrors";
import { fileAddress, joined } from "./filePath";
import type { DirectoryEntry } from "./types";

/** What lies in the folder at a normal path: folders first, each part in the order of the sandbox. */
export function listDirectory(
  source: CredentialSource,
  path: string,
  { signal }: Cancellable = {},
): Promise<readonly DirectoryEntry[]> {
  const what = "listing a folder";
  return sandboxFetch(source, fileAddress("/filesystem", path), {
    headers: { Accept: "application/json" },
    signal,
    what,
    read: async (response) => {
      if (!response.ok) throw await fileErrorFrom(response, what);
      const answer = await readJson(response, what);
      const entries = isDirectoryAnswer(answer) ? entriesIn(answer, path) : undefined;
      if (!entries) throw pathErrorFor("not a directory", what, undefined);
      return entries;
    },
  });
}

interface DirectoryAnswer {
  readonly files: unknown;
  readonly subdirectories: unknown;
}

/** Whether an answer is that of a folder, rather than of a file. */
export function isDirectoryAnswer(answer: unknown): answer is DirectoryAnswer {
  return isRecord(answer) && "files" in answer && "subdirectories" in answer;
}

function entriesIn({ files, subdirectories }: DirectoryAnswer, path: string): DirectoryEntry[] {
  const entries: DirectoryEntry[] = [];
  for (const name of namesIn(subdirectories)) {
    entries.push({ name, path: joined(path, name), kind: "directory" });
  }
  for (const file of records(files)) {
    const { name, size, lastModified, permissions } = file;
    if (!isName(name)) continue;
    const mode = typeof permissions === "string" ? Number.parseInt(permissions, 8) : 0;
    entries.push({
      name,
      path: joined(path, name),
      kind: kindOf(mode),
      size: typeof size === "number" ? size : undefined,
      modified: typeof lastModified === "string" ? lastModified : undefined,
      mode: mode % 0o1000,
    });
  }
  return entries;
}

/** Go's bits for kinds of files, above the nine of Unix. Bitwise operators would lose the highest. */
function kindOf(mode: number): DirectoryEntry["kind"] {
  const has = (bit: number) => Math.floor(mode / 2 ** bit) % 2 === 1;
  if (has(27)) return "symlink";
  return [24, 25, 26].some(has) ? "other" : "file";
}

const records = (list: unknown) => (Array.isArray(list) ? list.filter(isRecord) : []);
const namesIn = (list: unknown) =>
  records(list)
    .map(({ name }) => name)
    .filter(isName);

/** A sandbox is not trusted to name nothing but children. */
const isName = (name: unknown): name is string =>
  typeof name === "string" && name !== "" && name !== "." && name !== ".." && !name.includes("/");
