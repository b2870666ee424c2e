/**
 * How a process ended: `completed` (exit code 0), `failed` (another exit code, or a signal that
 * no client asked for), `stopped` (asked to end) or `killed`.
 *
 * @example
 * ```tsx
 * if (install.exit?.reason === "completed") return <App />;
 * ```
 */
export interface ProcessExit {
  /** Why it ended. */
  readonly reason: "completed" | "failed" | "stopped" | "killed";
  /** The exit code; -1 when a signal ended it. */
  readonly code: number;
}

/**
 * A port that the process, or a child of it, listens on.
 *
 * @example
 * ```ts
 * const reachable = process.listening?.filter((port) => !port.loopback);
 * ```
 */
export interface ListeningPort {
  /** The port number. */
  readonly port: number;
  /** The address it is bound to, `*` for all. */
  readonly address: string;
  /** Whether only the sandbox itself can reach it, which no preview can. */
  readonly loopback: boolean;
}

/** What goes into the request that starts a process. */
export interface ProcessRequest {
  name: string;
  command: string;
  workingDir?: string;
  env?: Record<string, string>;
  timeout?: number;
  restartOnFailure?: boolean;
  maxRestarts?: number;
  keepAlive?: boolean;
  stdin?: boolean;
}

/** The two streams that a process prints to. */
export type OutputStream = "stdout" | "stderr";
