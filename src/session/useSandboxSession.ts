import { useSyncExternalStore } from "react";
import { useSessionStore } from "./sessionContext";
import type { SandboxSession } from "./types";

/**
 * The state of the session: `status` (`pending`, `ready`, `expired` or `error`), when it ends, when
 * it is renewed, what went wrong, and `refresh()`. Renders again when any of it changes; components
 * that do not call it never do. Starts the session if nothing else has.
 *
 * @example
 * ```tsx
 * function SessionBadge() {
 *   const session = useSandboxSession();
 *   if (session.status !== "ready") return <span>{session.error?.message ?? "Connecting …"}</span>;
 *   return <button onClick={() => void session.refresh()}>until {session.expiresAt.toLocaleTimeString()}</button>;
 * }
 * ```
 */
export function useSandboxSession(): SandboxSession {
  const store = useSessionStore();
  return useSyncExternalStore(store.subscribe, store.getSnapshot, store.getServerSnapshot);
}
