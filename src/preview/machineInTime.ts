// A preview machine with a clock of its own, for tests.
import { expect } from "vitest";
import type { ProcessExit } from "../platform";
import type { SandboxError } from "../errors";
import type { ProcessState, ProcessStatus } from "../process";
import { previewError } from "./previewError";
import { step } from "./previewMachine";
import { initialModel, type PreviewEvidence, type PreviewModel } from "./previewModel";
import { dueAt, wantsProbe } from "./previewSchedule";
import { stateOf } from "./previewState";
import type { Verdict } from "./verdict";

export const address = (path = "/", token = "") => ({
  href: `https://app.example${path}${token && `?bl_preview_token=${token}`}`,
  shown: `https://app.example${path}`,
  origin: "https://app.example",
});

interface AskedProcess {
  status: ProcessStatus;
  pid?: string;
  restartCount?: number;
  exit?: ProcessExit;
  error?: SandboxError;
}

function processState(asked: AskedProcess): ProcessState {
  const { status, pid = "7", restartCount = 0, exit, error } = asked;
  switch (status) {
    case "idle":
      return { status, restartCount };
    case "ready":
      return { status, pid, restartCount, listening: [] };
    case "exited":
      return { status, pid, restartCount, exit: exit ?? { reason: "failed", code: 1 }, error };
    case "error":
      return { status, pid, restartCount, error: error ?? previewError("process-exited") };
    default:
      return { status, pid, restartCount };
  }
}

/** The machine with a clock of its own, and the network answering at once. */
export function machine() {
  let now = 0;
  let model: PreviewModel = initialModel;
  const tell = (evidence: PreviewEvidence) => {
    model = step(model, evidence, now, () => 1);
    return stateOf(model);
  };
  const verdict = (verdict: Verdict) => {
    if (!model.probing) tell({ type: "probing", askedAt: now });
    return tell({ type: "verdict", round: model.round, verdict });
  };
  return {
    tell,
    verdict,
    frame: (frame: "mounted" | "committed" | "loaded") => tell({ type: "frame", frame }),
    at: (url = "/", token?: string) =>
      tell({ type: "address", address: address(url, token), obstacle: undefined }),
    process: (asked: AskedProcess) => tell({ type: "process", process: processState(asked) }),
    pass: (ms: number) => {
      now += ms;
      return tell({ type: "tick" });
    },
    get model() {
      return model;
    },
    get state() {
      return stateOf(model);
    },
    /** Milliseconds until the next probe. */
    get nextProbe() {
      return model.probeAt - now;
    },
    get wantsProbe() {
      return wantsProbe(model, now);
    },
    get due() {
      return dueAt(model, now) - now;
    },
  };
}

/** A preview whose page is shown. */
export function readyMachine() {
  const preview = machine();
  preview.at();
  preview.frame("mounted");
  preview.verdict({ status: 200 });
  preview.frame("loaded");
  expect(preview.state.status).toBe("ready");
  return preview;
}

export const nothing: Verdict = { kind: "nothing-listening", status: 502 };
export const gone: Verdict = { kind: "sandbox-unreachable" };
