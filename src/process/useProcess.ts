import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useSessionStore } from "../session";
import { otherCommand } from "./processErrors";
import type { ProcessOptions } from "./processOptions";
import { idleState, type ProcessState } from "./processState";
import { processController } from "./registry";

/**
 * What can be done to a process. None of these functions ever changes, and none of the first four
 * rejects: what went wrong is in `error` and is given to `onError`.
 *
 * @example
 * ```tsx
 * const { restart } = useProcess({ name: "dev-server", command: "npm run dev" });
 * return <button onClick={restart}>Restart</button>;
 * ```
 */
export interface ProcessActions {
  /** Starts it, unless it runs; also with `enabled: false`. Also runs a `runOnce` process again. */
  start(): Promise<void>;
  /** Asks it to end (SIGTERM), and resolves when it has; if it has not after ten seconds, `error` says so. */
  stop(): Promise<void>;
  /** Ends it at once (SIGKILL). */
  kill(): Promise<void>;
  /** Ends whatever runs under this name, and starts it anew with the current options. As free as `start`. */
  restart(): Promise<void>;
  /** Writes to its input, as is: mind the line end. Needs `stdin: true`. Rejects with a `SandboxError`. */
  write(data: string | Uint8Array<ArrayBuffer>): Promise<void>;
  /** Closes its input, which most programs take as the end. Rejects with a `SandboxError`. */
  closeStdin(): Promise<void>;
}

/**
 * A process of the sandbox as `useProcess` gives it: what is known of it, told apart by `status`,
 * and what can be done to it.
 *
 * @example
 * ```tsx
 * function Badge({ process }: { process: SandboxProcess }) {
 *   return <span>{process.status === "exited" ? process.exit.reason : process.status}</span>;
 * }
 * ```
 */
export type SandboxProcess = ProcessState & ProcessActions & { readonly name: string };

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
  const store = useSessionStore();
  const { name, command } = options;
  const controller = processController(store, name);
  const state = useSyncExternalStore(controller.subscribe, controller.getSnapshot, serverSnapshot);
  const disagrees = useSyncExternalStore(
    controller.subscribe,
    () => controller.disagreesWith(command),
    () => false,
  );

  const subscriber = useMemo(() => controller.addSubscriber(), [controller]);
  useEffect(() => subscriber.release, [subscriber]);
  useEffect(() => subscriber.update(options));

  const actions = useMemo(() => {
    const { start, stop, kill, restart } = subscriber;
    const { write, closeStdin } = controller;
    return { name, start, stop, kill, restart, write, closeStdin };
  }, [name, subscriber, controller]);
  return useMemo(
    () => ({ ...(disagrees ? disagreement(name, state) : state), ...actions }),
    [state, actions, disagrees, name],
  );
}

const serverSnapshot = () => idleState;

function disagreement(name: string, { pid, restartCount }: ProcessState): ProcessState {
  return { status: "error", error: otherCommand(name), pid, restartCount };
}
