import type { SandboxError } from "../errors";
import type { ProcessState } from "../process";
import type { FrameAddress } from "./frameAddress";
import type { ProbeResult } from "./probeResult";
import type { FrameStage, PreviewAccess } from "./types";

/** Everything the machine knows. Times are milliseconds on the driver's clock. */
export interface PreviewModel {
  readonly enabled: boolean;
  readonly asleep: boolean;
  readonly timeoutMs: number;
  readonly address: FrameAddress | undefined;
  /** What no probe can heal: no session, an impossible URL, a policy of this very page. */
  readonly obstacle: SandboxError | undefined;
  readonly process: ProcessState | undefined;
  /** What was said of the process when the app answered all the same: it no longer counts. */
  readonly outlived: string | undefined;
  /** The run that was last seen up, to notice that another one took its place. */
  readonly upRun: string | undefined;

  readonly frame: FrameStage;
  readonly frameAt: number;
  /** Each increment orders the driver to send the frame to `address` anew. */
  readonly navigation: number;
  /** It was sent there as a new frame, so that anything it commits is news. */
  readonly fresh: boolean;
  /** Nothing failed since the frame was sent there, so what it loads is the app. */
  readonly clean: boolean;
  /** The frame was emptied: the server of its page is to end, and may wait for what the page has open. */
  readonly vacant: boolean;
  /** The navigation whose page was tried in a frame, as it was committed but did not load. */
  readonly tried: { readonly navigation: number; readonly loads: boolean | undefined } | undefined;

  /** The frame holds a page that it was not sent to, and nothing good has been heard since. */
  readonly isForeign: boolean;
  /** Whether the browser keeps the cookie of a private preview; undefined until that was tried. */
  readonly cookie: "kept" | "refused" | "unknown" | undefined;
  /** What the page of a private preview loses, or has lost, as its token ends. */
  readonly access?: PreviewAccess | undefined;

  readonly probeResult: ProbeResult | undefined;
  readonly probeResultAt: number;
  /** Distinguishes the awaited result from one that comes too late. */
  readonly round: number;
  readonly probing: boolean;
  /** When the probe was asked whose result is awaited, or came last. */
  readonly askedAt: number;
  readonly probeAt: number;
  readonly attempts: number;
  /** Failures in a row. */
  readonly failures: number;
  /** Answers in a row that could not be read. */
  readonly opaqueResponses: number;
  /** Good answers in a row, and how many are needed. */
  readonly successes: number;
  readonly wanted: number;

  /** Until then a good answer may come from a server that is shutting down. */
  readonly unsettledUntil: number;

  /** The page may be seen and touched. */
  readonly shown: boolean;
  /** What the frame holds has been shown before. */
  readonly seen: boolean;
  /** A reload was asked for; the old page stays until the app is known to have a new one. */
  readonly reloading: boolean;
  /** It was shown and fell over. */
  readonly healing: boolean;
  /** Since when it has not been shown. */
  readonly since: number;
  readonly hiddenAt: number | undefined;
  readonly slow: boolean;
  readonly error: SandboxError | undefined;
}

/** Names a run of the linked process and how it stands. */
export function runOf(process: ProcessState | undefined): string | undefined {
  return process && `${process.status} ${process.pid} ${process.restartCount}`;
}

/** What the machine receives. */
export type PreviewEvent =
  | { readonly type: "tick" }
  | { readonly type: "settings"; readonly enabled: boolean; readonly timeoutMs: number }
  | {
      readonly type: "address";
      readonly address: FrameAddress | undefined;
      readonly obstacle: SandboxError | undefined;
    }
  | { readonly type: "process"; readonly process: ProcessState | undefined }
  | { readonly type: "frame"; readonly frame: FrameStage }
  | { readonly type: "cookie"; readonly origin: string; readonly cookie: PreviewModel["cookie"] }
  | { readonly type: "access"; readonly access: PreviewAccess | undefined }
  | { readonly type: "probing"; readonly askedAt: number }
  | { readonly type: "tried"; readonly navigation: number; readonly loads: boolean | undefined }
  | { readonly type: "probeResult"; readonly round: number; readonly probeResult: ProbeResult }
  /** Something may have changed: ask now. */
  | { readonly type: "wake" }
  | { readonly type: "hidden"; readonly hidden: boolean }
  | { readonly type: "sleep" }
  | { readonly type: "reload"; readonly hard: boolean }
  /** The reader wants to see the page whatever the evidence says. */
  | { readonly type: "reveal" };

/** Before anything is known. */
export const initialModel: PreviewModel = {
  enabled: true,
  asleep: false,
  timeoutMs: 120_000,
  address: undefined,
  obstacle: undefined,
  process: undefined,
  outlived: undefined,
  upRun: undefined,
  frame: "absent",
  frameAt: 0,
  navigation: 0,
  fresh: true,
  clean: true,
  vacant: false,
  tried: undefined,
  isForeign: false,
  cookie: undefined,
  probeResult: undefined,
  probeResultAt: 0,
  round: 0,
  probing: false,
  askedAt: 0,
  probeAt: Infinity,
  attempts: 0,
  failures: 0,
  opaqueResponses: 0,
  successes: 0,
  wanted: 1,
  unsettledUntil: 0,
  shown: false,
  seen: false,
  reloading: false,
  healing: false,
  since: 0,
  hiddenAt: undefined,
  slow: false,
  error: undefined,
};
