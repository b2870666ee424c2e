import { useCallback, useSyncExternalStore } from "react";
import { useSessionStore } from "../session";
import { knownProcess, onAnyProcess } from "./knownProcesses";
import type { ProcessController } from "./processController";

/**
 * The controller of a process that something else on the page follows, given as `useProcess` gives
 * it or by name; undefined until it does. Unlike `useProcessController` it brings no code along.
 */
export function useKnownProcess(
  process: { readonly name: string } | string | undefined,
): ProcessController | undefined {
  const store = useSessionStore();
  const name = typeof process === "string" ? process : process?.name;
  const look = () => (name === undefined ? undefined : knownProcess(store, name));
  return useSyncExternalStore(
    useCallback((listener) => onAnyProcess(store, listener), [store]),
    look,
    look,
  );
}
