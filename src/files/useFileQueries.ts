import type { QueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { normalPath, type DirectoryEntry } from "../platform";
import { directoryQuery, fileQuery } from "./fileQueries";
import type { FileContent, FileOptions, FileQuery } from "./types";
import { useSandboxFiles } from "./useSandboxFiles";

/**
 * The queries behind `useDirectory` and `useFile`.
 *
 * @example
 * ```ts
 * const { client, directory } = queries;
 * await client.prefetchQuery(directory("/app/src"));
 * ```
 */
export interface FileQueries {
  /** The client that holds them: the provider's, the application's, or one of the kit's own. */
  readonly client: QueryClient;
  /** What the keys of all of them begin with. */
  readonly key: readonly unknown[];
  /** The listing of a folder. Throws `invalid-options` for a path that is none. */
  readonly directory: (path: string) => FileQuery<readonly DirectoryEntry[]>;
  /** What a file holds. */
  readonly file: (path: string, options?: Pick<FileOptions, "maxBytes">) => FileQuery<FileContent>;
}

/**
 * The queries of the files, to prefetch and to invalidate. Their data is as old as the last look unless
 * `useDirectory` or `useFile` keeps it true. The identity of what it returns is stable.
 *
 * @example
 * ```tsx
 * const { client, file } = useFileQueries();
 * return <li onPointerEnter={() => void client.prefetchQuery(file(path))}>{path}</li>;
 * ```
 */
export function useFileQueries(): FileQueries {
  const files = useSandboxFiles();
  return useMemo(
    () => ({
      client: files.client,
      key: files.key,
      directory: (path) => directoryQuery(files, normalPath(path)),
      file: (path, { maxBytes } = {}) => fileQuery(files, normalPath(path), maxBytes),
    }),
    [files],
  );
}
