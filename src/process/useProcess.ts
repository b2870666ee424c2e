import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useSessionStore } from "../session";
import { otherCommand } from "./processErrors";
import { idleState } from "./processStore";
import type { SandboxProcess, ProcessOptions, ProcessState } from "./types";
import { processStore } from "./useProcessStore";

/**
 * Attaches to the process of that name in the sandbox, or starts it: once, however many components
 * ask for it. It outlives the component, unless `stopOnUnmount` says otherwise.
 *
 * Errors come as `error`: `invalid-options`, `start-failed`, `command-mismatch`,
 * `bound-to-loopback`, `process-exited`, `timeout`, and those of the session and the network.
 *
 * @example
 * ```tsx
 * const dev = useProcess({
 *   name: "dev-server",
 *   command: "npm run dev -- --host 0.0.0.0",
 *   workingDir: "/app",
 *   waitForPorts: [3000],
 * });
 * return <SandboxPreview title="My app" process={dev} />;
 * ```
 */
export function useProcess(options: ProcessOptions): SandboxProcess {
  const session = useSessionStore();
  const { name, command } = options;
  const store = processStore(session, name);
  const state = useSyncExternalStore(store.subscribe, store.getSnapshot, serverSnapshot);
  const disagrees = useSyncExternalStore(
    store.subscribe,
    () => store.disagreesWith(command),
    () => false,
  );

  const subscriber = useMemo(() => store.addSubscriber(), [store]);
  useEffect(() => subscriber.release, [subscriber]);
  useEffect(() => subscriber.update(options));

  const actions = useMemo(() => {
    const { start, stop, kill, restart } = subscriber;
    const { write, closeStdin } = store;
    return { name, start, stop, kill, restart, write, closeStdin };
  }, [name, subscriber, store]);
  return useMemo(
    () => ({ ...(disagrees ? disagreement(name, state) : state), ...actions }),
    [state, actions, disagrees, name],
  );
}

const serverSnapshot = () => idleState;

function disagreement(name: string, { pid, restartCount }: ProcessState): ProcessState {
  return { status: "error", error: otherCommand(name), pid, restartCount };
}
