// A preview machine with a clock of its own, for tests.
import { expect } from "vitest";
import type { ProcessExit } from "../src/platform";
import type { SandboxError } from "../src/errors";
import type { ProcessState, ProcessStatus } from "../src/process";
import { previewError } from "../src/preview/previewError";
import { step } from "../src/preview/previewMachine";
import { initialModel, type PreviewEvent, type PreviewModel } from "../src/preview/previewModel";
import { dueAt, wantsProbe } from "../src/preview/previewSchedule";
import { stateOf } from "../src/preview/previewState";
import type { ProbeResult } from "../src/preview/probeResult";

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
  const dispatch = (event: PreviewEvent) => {
    model = step(model, event, now, () => 1);
    return stateOf(model);
  };
  const answer = (probeResult: ProbeResult) => {
    if (!model.probing) dispatch({ type: "probing", askedAt: now });
    return dispatch({ type: "probeResult", round: model.round, probeResult });
  };
  return {
    dispatch,
    answer,
    frame: (frame: "mounted" | "committed" | "loaded") => dispatch({ type: "frame", frame }),
    at: (url = "/", token?: string) =>
      dispatch({ type: "address", address: address(url, token), obstacle: undefined }),
    process: (asked: AskedProcess) => dispatch({ type: "process", process: processState(asked) }),
    pass: (ms: number) => {
      now += ms;
      return dispatch({ type: "tick" });
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
  preview.answer({ status: 200 });
  preview.frame("loaded");
  expect(preview.state.status).toBe("ready");
  return preview;
}

export const nothing: ProbeResult = { kind: "nothing-listening", status: 502 };
export const gone: ProbeResult = { kind: "sandbox-unreachable" };
