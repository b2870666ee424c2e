import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useSessionStore } from "../session";
import { tabTerminalId } from "./tabTerminalId";
import { idleTerminal, terminalStore } from "./terminalStore";
import type { SandboxTerminalHandle, TerminalOptions } from "./types";

/**
 * A shell in the sandbox, without anything to look at: the output of one is there to be subscribed to, input
 * is written. It is connected once a size is known (`resize`), over one socket for all components of the page
 * that name the same `sessionId`, again after each loss, and let go while the page is hidden for more than a
 * minute. The shell goes on without a connection; the sandbox ends it after ten minutes.
 *
 * Errors come as `error`: `start-failed` (no such shell or folder), `sandbox-refused` (no terminal in this
 * sandbox), `sandbox-unreachable` (WebSockets do not get through), and those of the session and the network.
 *
 * @example
 * ```tsx
 * const { status, output, write, resize } = useTerminal({ workingDir: "/app" });
 * useEffect(() => {
 *   const emulator = new Terminal({ cols: 80, rows: 24 });
 *   resize(80, 24);
 *   emulator.onData(write);
 *   return output.subscribe(({ text }) => emulator.write(text));
 * }, [output, write, resize]);
 * ```
 */
export function useTerminal(options: TerminalOptions = {}): SandboxTerminalHandle {
  const session = useSessionStore();
  // A server has no tab, and shows no id.
  const [own] = useState(() => (typeof window === "undefined" ? "" : tabTerminalId()));
  const sessionId = options.sessionId ?? own;
  const store = terminalStore(session, sessionId);
  const state = useSyncExternalStore(store.subscribe, store.getSnapshot, serverSnapshot);
  const reader = useMemo(() => store.addReader(), [store]);
  useEffect(() => reader.release, [reader]);
  useEffect(() => reader.update(options));
  return useMemo(() => {
    const { output, write, resize, restart } = reader;
    return { ...state, sessionId, output, write, resize, restart };
  }, [state, reader, sessionId]);
}

const serverSnapshot = () => idleTerminal;
