/** Where a process is in its life, as the API names it. */
export type ProcessStatus = "running" | "completed" | "failed" | "stopped" | "killed";

/** What a process was asked to be. */
export interface ProcessSpec {
  name: string;
  command: string;
  /** As asked for, in the sandbox's terms. */
  workingDir: string;
  env: Record<string, string>;
  restartOnFailure: boolean;
  /** Negative: without limit. */
  maxRestarts: number;
  keepAlive: boolean;
  /** Seconds, 0 for none. */
  timeout: number;
  stdin: boolean;
}
