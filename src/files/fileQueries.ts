import { queryOptions, type FetchQueryOptions, type QueryClient } from "@tanstack/react-query";
import { listDirectory, readFile, toSandboxError, type DirectoryEntry } from "../platform";
import type { SandboxError } from "../errors";
import type { SessionStore } from "../session";
import { contentOf, sameContent } from "./fileContent";
import type { FileContent, FileQuery } from "./types";

export const DEFAULT_MAX_BYTES = 2 * 1024 * 1024;

/** Each is said, as the application's client may have other defaults. When to ask again is up to the watches. */
const always = {
  retry: false,
  networkMode: "always",
  staleTime: Infinity,
  // A server keeps it no longer than its client, and no timer that would keep the server alive.
  gcTime: typeof document === "undefined" ? Infinity : 300_000,
  refetchInterval: false,
  refetchOnMount: false,
  refetchOnReconnect: false,
  refetchOnWindowFocus: false,
  throwOnError: false,
} as const;

/** Whose files: the session, and what the keys of its queries begin with. */
export interface FileScope {
  readonly session: SessionStore;
  readonly key: readonly unknown[];
}

export const directoryQuery = (
  { session, key }: FileScope,
  path: string,
): FileQuery<readonly DirectoryEntry[]> =>
  queryOptions<readonly DirectoryEntry[], SandboxError>({
    ...always,
    queryKey: [...key, "directory", path],
    queryFn: () => asked(listDirectory(session, path), "listing a folder"),
  });

export const fileQuery = (
  { session, key }: FileScope,
  path: string,
  maxBytes = DEFAULT_MAX_BYTES,
): FileQuery<FileContent> =>
  queryOptions<FileContent, SandboxError>({
    ...always,
    queryKey: [...key, "file", path, { maxBytes }],
    queryFn: () => asked(contentAt(session, path, maxBytes), "reading a file"),
    structuralSharing: (before, now) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the function above gave
      const [a, b] = [before, now] as [FileContent | undefined, FileContent];
      return sameContent(a, b) ? a : b;
    },
  });

async function contentAt(
  session: SessionStore,
  path: string,
  maxBytes: number,
): Promise<FileContent> {
  try {
    return contentOf(await readFile(session, path, { maxBytes }));
  } catch (error) {
    if (toSandboxError(error, "reading a file").kind !== "path-not-found") throw error;
    return { kind: "missing" };
  }
}

/** What a query gives from now on: a request that is under way may be older than what it has to show. */
export async function fetchAnew<Data>(
  client: QueryClient,
  query: FetchQueryOptions<Data, SandboxError>,
): Promise<Data> {
  const now = { ...query, staleTime: 0 };
  if (client.getQueryState(query.queryKey)?.fetchStatus === "fetching") {
    // What goes wrong with it is in its state.
    await client.fetchQuery(now).catch(() => undefined);
  }
  return client.fetchQuery(now);
}

/** So that the error of a query is one of ours, whatever was thrown. */
const asked = <Value>(answer: Promise<Value>, what: string): Promise<Value> =>
  answer.catch((error: unknown) => {
    throw toSandboxError(error, what);
  });
