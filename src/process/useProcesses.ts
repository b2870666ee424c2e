import { useMemo, useSyncExternalStore } from "react";
import { useSessionStore } from "../session";
import { emptyProcessList, processList } from "./processList";
import type { SandboxProcesses } from "./types";

/**
 * Lists every process of the sandbox, newest first, finished runs included.
 *
 * The sandbox does not tell of changes. The list is asked for on mount, after each action, when the
 * kit learns anything of a process on this page, and when the tab is looked at again; never by the
 * clock, which would keep the sandbox awake. Call `refresh` for what happens elsewhere.
 *
 * @example
 * ```tsx
 * const { processes, stop } = useProcesses();
 * return processes.map(({ pid, name, status }) => (
 *   <button key={pid} disabled={status === "exited"} onClick={() => stop(pid)}>Stop {name}</button>
 * ));
 * ```
 */
export function useProcesses(): SandboxProcesses {
  const list = processList(useSessionStore());
  const state = useSyncExternalStore(list.subscribe, list.getSnapshot, () => emptyProcessList);
  const { refresh, stop, kill } = list;
  return useMemo(() => ({ ...state, refresh, stop, kill }), [state, refresh, stop, kill]);
}
