import type { ProcessState } from "../process";
import type { PreviewModel } from "./previewModel";
import type { ProbeResult } from "./probeResult";

/** The network between is to blame, not the app. */
export const isNetwork = ({ kind }: ProbeResult) =>
  kind === "offline" || kind === "sandbox-unreachable" || kind === "timeout";

/** What an answer is worth that cannot be read is open, unless a frame would not show it. */
export const isOpaque = ({ kind, loads }: ProbeResult): boolean =>
  (kind === "cors-missing" || kind === "blocked-by-csp") && loads !== false;

/**
 * Something answers that cannot be read: the app, or a gateway saying that there is none. A trial in a
 * frame settles it, or the open port of the process. Without either it is never taken for the app.
 */
export const isBelieved = ({ loads }: ProbeResult, process: ProcessState | undefined): boolean =>
  loads === true || process?.status === "ready";

/** A page that the frame had loaded before the good answer was asked for may be an older, bad one. */
export const isOwnPage = ({ clean, seen, frame, frameAt, askedAt }: PreviewModel): boolean =>
  clean && (seen || frame !== "loaded" || frameAt >= askedAt);
