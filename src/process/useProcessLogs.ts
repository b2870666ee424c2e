import { useCallback, useMemo, useSyncExternalStore } from "react";
import { emptyLogView, LogSelection } from "./logSelection";
import type { LogSelectionOptions, ProcessLogView } from "./types";
import { useProcessStore } from "./useProcessStore";

/**
 * The log of a process, given as `useProcess` gives it or by name: its lines as long as the browser
 * keeps them, through cuts, restarts and rotations without a line lost or repeated. Renders at most
 * once a frame. While a component reads, one stream is open, shared by all that read.
 *
 * A process that is not there yet is looked for, less and less often for a minute, then whenever there
 * is news: something on the page learns of it, the tab is shown again, the network is back, the session
 * is replaced. Errors come as `error`, and pass when the log can be read again.
 *
 * @example
 * ```tsx
 * const { lines } = useProcessLogs(dev, { tail: 5 });
 * return <pre>{lines.map(({ text }) => text).join("\n")}</pre>;
 * ```
 */
export function useProcessLogs(
  process: { readonly name: string } | string | undefined,
  { stream, filter, tail }: LogSelectionOptions = {},
): ProcessLogView {
  const store = useProcessStore(process);
  const selection = useMemo(
    () => new LogSelection({ stream, filter, tail }),
    [stream, filter, tail],
  );
  const subscribe = useCallback(
    (listener: () => void) => store?.subscribeLogs(listener) ?? (() => undefined),
    [store],
  );
  return useSyncExternalStore(
    subscribe,
    () => (store ? selection.view(store.logs) : emptyLogView),
    () => emptyLogView,
  );
}
