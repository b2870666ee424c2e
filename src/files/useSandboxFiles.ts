import { useSyncExternalStore } from "react";
import { useSessionStore } from "../session";
import { filesHolder, type SandboxFiles } from "./sandboxFiles";

/** The files of the session of the nearest provider. */
export function useSandboxFiles(): SandboxFiles {
  const { subscribe, getSnapshot } = filesHolder(useSessionStore());
  return useSyncExternalStore(subscribe, getSnapshot, getSnapshot);
}
