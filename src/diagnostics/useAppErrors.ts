import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useProcessStore } from "../process";
import { ErrorStore } from "./errorStore";
import type { AppErrorOptions, AppErrors } from "./types";

/**
 * What went wrong inside the app, read from the log of its process; the app needs no change. The same
 * error is one entry, however often it is printed. Whether it is over follows from log, process,
 * preview and other sources together: see `AppErrorStatus`. While a component uses it the log is
 * read, as `useProcessLogs` does, and the code that reads it is loaded.
 *
 * @example
 * ```tsx
 * const preview = usePreview({ title: "My app", process: dev });
 * const { open } = useAppErrors({ process: dev, preview, root: "/app" });
 * return open.map((error) => <ErrorCard key={error.id} error={error} onFix={askTheAgent} />);
 * ```
 */
export function useAppErrors({
  process,
  preview,
  root,
  sources,
  limit,
}: AppErrorOptions): AppErrors {
  const processStore = useProcessStore(process);
  const store = useMemo(
    () => new ErrorStore(processStore, { root, limit }),
    [processStore, root, limit],
  );
  useEffect(() => store.update({ preview, sources }));
  return useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);
}
