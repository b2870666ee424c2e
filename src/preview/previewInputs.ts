import type { ProcessController } from "../process";
import type { SessionStore } from "../session";
import type { FrameAddress } from "./frameAddress";

/** How one probe is to be made. */
export interface ProbePlan {
  readonly probeUrl: string;
  readonly accept: (status: number) => boolean;
  readonly probeTimeoutMs: number;
}

/** What a controller works from: the options of the hook, resolved. */
export interface PreviewInputs {
  readonly store: SessionStore;
  readonly process: ProcessController | undefined;
  /** The name of the preview; undefined for the main one. */
  readonly preview: string | undefined;
  /** An address to use instead of the session's. */
  readonly url: string | undefined;
  readonly path: string | undefined;
  readonly sandbox: string | false;
  readonly enabled: boolean;
  readonly timeoutMs: number;
  readonly pauseWhenHidden: boolean;
  readonly plan: (address: FrameAddress) => ProbePlan;
}
