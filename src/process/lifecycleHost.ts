import type { ProcessAnswer } from "../platform";
import type { SandboxError } from "../errors";
import type { SessionStore } from "../session";
import type { ProcessOptions } from "./types";

/** What the life of a process depends on, and what it notifies. */
export interface LifecycleHost {
  readonly store: SessionStore;
  readonly name: string;
  options(): ProcessOptions | undefined;
  /** Resolves when there is output. */
  nextOutput(signal: AbortSignal): Promise<void>;
  onState(): void;
  /** This is the run to follow from now on. */
  onRun(answer: ProcessAnswer): void;
  onError(error: SandboxError): void;
  /** An attempt is over, whatever came of it. */
  onSettled(): void;
}
