import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import type { DirectoryEntry } from "../platform";
import { directoryQuery } from "./fileQueries";
import { nameMatcher } from "./nameMatcher";
import { withPending } from "./pendingChanges";
import type { DirectoryOptions, SandboxDirectory } from "./types";
import { usePath } from "./usePath";
import { useSandboxFiles } from "./useSandboxFiles";

const nothing: readonly DirectoryEntry[] = [];

/**
 * What a folder of the sandbox holds, not what is in folders below. What a process or another user changes is seen within a
 * second while the page is looked at; a page that is hidden for a minute lets go. However many components
 * name a folder, it is watched once. The listing is a query of TanStack Query.
 *
 * Errors come as `error`: `path-not-found`, `path-refused`, `invalid-options` (a path that is none), and those
 * of the session and the network.
 *
 * @example
 * ```tsx
 * function Files() {
 *   const { entries } = useDirectory("/app", { exclude: ["node_modules", ".git"] });
 *   return <ul>{entries.map(({ path, name }) => <li key={path}>{name}</li>)}</ul>;
 * }
 * ```
 */
export function useDirectory(path: string, options: DirectoryOptions = {}): SandboxDirectory {
  const files = useSandboxFiles();
  const { path: normal, fault } = usePath(path, files.session);
  const isEnabled = options.enabled !== false && files.session.enabled && !fault;
  const query = useQuery({ ...directoryQuery(files, normal), enabled: isEnabled }, files.client);
  const folder = files.folder(normal);
  useEffect(() => (isEnabled ? folder.use() : undefined), [folder, isEnabled]);
  const { subscribe, getSnapshot } = files.pending;
  const changes = useSyncExternalStore(subscribe, getSnapshot, getSnapshot);
  const excluded = JSON.stringify(options.exclude ?? []);
  const { data = nothing } = query;
  const entries = useMemo(() => {
    const isExcluded = nameMatcher(JSON.parse(excluded));
    return withPending(normal, data, changes).filter(({ name }) => !isExcluded(name));
  }, [normal, data, changes, excluded]);
  const error = fault ?? query.error ?? undefined;
  const isThere = query.data !== undefined && error?.kind !== "path-not-found";
  const status = error && !isThere ? "error" : isThere ? "ready" : isEnabled ? "loading" : "idle";
  return useMemo(
    () => ({
      path: normal,
      status,
      entries: status === "ready" ? entries : nothing,
      error,
      // What goes wrong is in the query.
      refresh: () => folder.refresh().catch(() => undefined),
    }),
    [normal, status, entries, error, folder],
  );
}
