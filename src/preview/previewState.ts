import type { SandboxError } from "../errors";
import { previewError } from "./previewError";
import type { PreviewModel } from "./previewModel";
import { isAboutTheApp } from "./previewTrouble";
import type { PreviewStage, PreviewEvidence, PreviewState, PreviewStatus } from "./types";

/** What of the model is public; the same object as before when it says the same. */
export function stateOf(model: PreviewModel, last?: PreviewState): PreviewState {
  const { error, address } = model;
  const status = statusOf(model);
  const waits = status === "waiting" || status === "loading" || status === "recovering";
  const known = {
    stage: waits ? stageOf(model) : undefined,
    slow: model.slow,
    isReloading: model.shown && (model.reloading || model.frame === "mounted"),
    warning: status === "ready" ? warningOf(model, last?.warning) : undefined,
    access: status === "ready" ? model.access : undefined,
    url: address?.shown,
    isPrivate: address !== undefined && address.href !== address.shown,
  };
  const evidence: PreviewEvidence = {
    process: model.process?.status,
    probe: model.probeResult,
    frame: model.frame,
    attempts: model.attempts,
  };
  const next: PreviewState =
    status === "error" && error
      ? { ...known, evidence, status, error }
      : { ...known, evidence, status: status === "error" ? "waiting" : status };
  return last && same(last, next) && same(last.evidence, evidence) ? last : next;
}

function statusOf(model: PreviewModel): PreviewStatus {
  if (!model.enabled) return "idle";
  if (model.asleep) return "asleep";
  if (model.error) return "error";
  if (model.shown) return "ready";
  if (model.healing) return "recovering";
  return model.successes > 0 ? "loading" : "waiting";
}

function warningOf(model: PreviewModel, last: SandboxError | undefined): SandboxError | undefined {
  const { process, probeResult } = model;
  if (isAboutTheApp(process)) return process?.error;
  const kind = warningKind(model);
  return kind && (last?.kind === kind ? last : previewError(kind, probeResult));
}

/** What a page that is shown should not be without: a word on what cannot be known of it. */
function warningKind({ probeResult, frame, tried, navigation, cookie }: PreviewModel) {
  const { kind, isUnsure } = probeResult ?? {};
  if (cookie === "refused") return "cookies-blocked";
  if (kind === "cors-missing" || kind === "blocked-by-csp") return kind;
  const isHeldBack = frame === "committed" && tried?.navigation === navigation;
  return isUnsure || cookie === "unknown" || (isHeldBack && tried?.loads === undefined)
    ? "cors-missing"
    : undefined;
}

function stageOf({ address, successes, process }: PreviewModel): PreviewStage {
  if (!address) return "session";
  if (successes > 0) return "page";
  const up = !process || process.status === "running" || process.status === "ready";
  return up ? "server" : "process";
}

function same<T extends object>(a: T, b: T): boolean {
  const before = new Map<string, unknown>(Object.entries(a));
  const now = Object.entries(b);
  return (
    now.length === before.size &&
    now.every(([key, value]) => key === "evidence" || Object.is(before.get(key), value))
  );
}
