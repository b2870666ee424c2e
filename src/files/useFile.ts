import { useEffect, useMemo, useSyncExternalStore } from "react";
import { firstModel, stateOf } from "./fileMachine";
import type { FileOptions, FileState, SandboxFile } from "./types";
import { usePath } from "./usePath";
import { useSandboxFiles } from "./useSandboxFiles";

/**
 * A text file of the sandbox, to be read, edited and saved. What a process or another user writes is seen
 * within a second; beside an unsaved edit it is a `conflict`, and nothing is overwritten unseen. The edit is
 * shared by all components of the page that name the file, and stays until it is saved or dropped,
 * also when no component is left. What the file holds is a query of TanStack Query, the edit is not in it.
 *
 * Errors come as `error`: `path-refused` (a folder, no permission, no space), `path-exists` (it was made
 * meanwhile), `invalid-options` (a path that is none), and those of the session and the network.
 *
 * @example
 * ```tsx
 * function Editor({ path }: { path: string }) {
 *   const { value, setValue, isDirty, save, conflict } = useFile(path);
 *   return (
 *     <>
 *       <textarea value={value ?? ""} onChange={(event) => setValue(event.target.value)} />
 *       <button disabled={!isDirty} onClick={save}>Save</button>
 *       {conflict && <button onClick={conflict.takeTheirs}>It was changed: take that</button>}
 *     </>
 *   );
 * }
 * ```
 */
export function useFile(path: string, options: FileOptions = {}): SandboxFile {
  const files = useSandboxFiles();
  const { path: normal, fault } = usePath(path, files.session);
  const isEnabled = options.enabled !== false && files.session.enabled && !fault;
  const file = files.file(normal);
  const state = useSyncExternalStore(file.subscribe, file.getSnapshot, serverSnapshot);
  const { maxBytes } = options;
  useEffect(() => {
    if (isEnabled && maxBytes !== undefined) file.allow(maxBytes);
  }, [file, isEnabled, maxBytes]);
  useEffect(() => (isEnabled ? file.use() : undefined), [file, isEnabled]);
  return useMemo(() => {
    const { setValue, save, revert, refresh } = file;
    const actions = { path: normal, setValue, save, revert, refresh };
    if (fault) return { ...unread, status: "error", error: fault, ...actions };
    const isIdle = !isEnabled && state.status === "loading";
    return { ...state, ...(isIdle && { status: "idle" }), ...actions };
  }, [file, normal, fault, isEnabled, state]);
}

const unread: FileState = stateOf(firstModel, {
  keepMine: async () => "unchanged",
  takeTheirs: () => undefined,
});

const serverSnapshot = () => unread;
