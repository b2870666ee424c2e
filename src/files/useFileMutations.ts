import { useMemo } from "react";
import { fileMutations } from "./fileMutations";
import type { FileMutations } from "./types";
import { useSandboxFiles } from "./useSandboxFiles";

/**
 * Changes files of the sandbox. Folders on the page show a change at once, and what they hold if it fails. What
 * is there is never written over, but by `write`. The identity of what it returns is stable.
 *
 * `rename`, `move` and `copy` run a process in the sandbox, which shows in `useProcesses`.
 *
 * @example
 * ```tsx
 * const { create, remove } = useFileMutations();
 * return <button onClick={() => create("/app/new.ts").catch(showError)}>New file</button>;
 * ```
 */
export function useFileMutations(): FileMutations {
  const files = useSandboxFiles();
  return useMemo(() => fileMutations(files), [files]);
}
