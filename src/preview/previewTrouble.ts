import type { SandboxError, SandboxErrorKind } from "../errors";
import type { ProcessState } from "../process";
import { embedderPolicyError, noAddressError, previewError } from "./previewError";
import { runOf, type PreviewModel } from "./previewModel";
import { isHeldBack, WATCHDOG_MS } from "./previewSchedule";

/** Trouble that stands until it is over (`obstacle`) or until the app answers all the same. */
export interface PreviewTrouble {
  readonly proof: "obstacle" | "process";
  readonly error: SandboxError | undefined;
}

/** Process errors that say something about the app, not only about following the process. */
const aboutTheApp: readonly SandboxErrorKind[] = [
  "start-failed",
  "process-exited",
  "command-mismatch",
  "bound-to-loopback",
  "invalid-options",
];

/** Answers that no waiting changes: the user or the developer has to act. */
const final: readonly SandboxErrorKind[] = [
  "offline",
  "frame-blocked",
  "host-blocked",
  "not-a-page",
  "bound-to-loopback",
  "quota-exceeded",
  "forbidden",
];

/** So often an answer comes that may yet pass, before it is believed. */
const BAD_ANSWERS = 4;

/** Answers that are believed after they have come this often: something is being done about them. */
const believedAfter: Partial<Record<SandboxErrorKind, number>> = {
  "preview-token-expired": 2,
  "preview-not-found": 2,
  "app-failed": BAD_ANSWERS,
  // A sandbox that wakes is back long before.
  "sandbox-unavailable": 8,
};

/** Whether the process has an error that says something about the app. */
export const isAboutTheApp = (process: ProcessState | undefined): boolean =>
  process?.status === "error" && aboutTheApp.includes(process.error.kind);

/** What stands in the way, however the last probe went. */
export function troubleOf({
  obstacle,
  process,
  outlived,
  upRun,
}: PreviewModel): PreviewTrouble | undefined {
  if (obstacle) return { proof: "obstacle", error: obstacle };
  if (runOf(process) === outlived) return undefined;
  const { status, error } = process ?? {};
  if (error && isAboutTheApp(process)) {
    // Of the run that was seen up it says only that it is not as it is wanted: its page stays.
    return upRun?.startsWith(`${process?.pid} `) ? undefined : { proof: "process", error };
  }
  // An exit with code 0 may have left a server behind in the background.
  if (status === "exited" && (error || process?.exit?.reason !== "completed")) {
    return { proof: "process", error };
  }
  return undefined;
}

/** The error to show while the page is not shown; the same object as long as it is the same error. */
export function errorOf(model: PreviewModel, now: number): SandboxError | undefined {
  if (!model.enabled || model.asleep) return undefined;
  const trouble = troubleOf(model);
  if (trouble?.error) return trouble.error;
  if (!trouble && isHeldBack(model, now) && model.tried?.loads === false) {
    return model.error?.kind === "frame-blocked" ? model.error : embedderPolicyError();
  }
  const kind = trouble ? "process-exited" : kindOf(model, now);
  if (!kind) return undefined;
  if (kind === model.process?.error?.kind) return model.process.error;
  const { error, probeResult } = model;
  const status = probeResult?.kind === kind ? probeResult.status : undefined;
  if (error?.kind === kind && error.status === status) return error;
  return kind === "timeout" && !model.address
    ? noAddressError()
    : previewError(kind, probeResult?.kind === kind ? probeResult : {});
}

function isCertain(
  kind: SandboxErrorKind,
  { probeResult, failures, opaqueResponses, process }: PreviewModel,
): boolean {
  if (kind === "cors-missing" || kind === "blocked-by-csp") {
    // Unknown stays unknown, however long it is waited; a bad answer may be the gateway's for a while.
    return probeResult?.loads === undefined
      ? opaqueResponses >= BAD_ANSWERS && process?.status !== "starting"
      : failures >= BAD_ANSWERS && process?.status === "ready";
  }
  const enough = believedAfter[kind];
  return final.includes(kind) || (enough !== undefined && failures >= enough);
}

function kindOf(model: PreviewModel, now: number): SandboxErrorKind | undefined {
  const kind = model.probeResult?.kind;
  const overdue = now - model.since >= model.timeoutMs;
  if (kind === "frame-blocked" && model.frame === "mounted") {
    // A page that refuses to be framed fires `load` all the same; a download never does.
    return now - model.frameAt >= WATCHDOG_MS ? "not-a-page" : undefined;
  }
  // Nothing is under way that could change it.
  const { status, error } = model.process ?? {};
  if (kind === "nothing-listening" && model.failures >= BAD_ANSWERS) {
    if (status === "error" && error) return error.kind;
    if (status === "idle") return kind;
  }
  if (kind && model.successes === 0 && (overdue || isCertain(kind, model))) return kind;
  if (model.cookie === "refused" && model.successes >= model.wanted) return "cookies-blocked";
  // The app answers, and yet the frame does not come to anything.
  const idle = now - Math.max(model.frameAt, model.probeResultAt);
  if (model.successes >= model.wanted && model.clean && idle >= WATCHDOG_MS) {
    if (model.frame === "mounted") return "not-a-page";
  }
  return overdue ? (model.process?.error?.kind ?? kind ?? "timeout") : undefined;
}
