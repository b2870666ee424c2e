import type { SandboxError } from "../errors";
import type { TerminalState, TerminalStatus } from "./types";

/** What is known of a terminal. */
export interface TerminalModel {
  /** Whether a component reads it. */
  readonly isWanted: boolean;
  /** Whether the user may see the page, or did a moment ago. */
  readonly isAwake: boolean;
  readonly cols: number | undefined;
  readonly rows: number | undefined;
  readonly phase: "new" | "open" | "lost" | "exited" | "failed";
  readonly error: SandboxError | undefined;
  readonly isInputRefused: boolean;
}

/** What happens to a terminal. */
export type TerminalEvent =
  | { readonly type: "wanted"; readonly isWanted: boolean }
  | { readonly type: "awake"; readonly isAwake: boolean }
  | { readonly type: "sized"; readonly cols: number; readonly rows: number }
  | { readonly type: "opened" }
  /** The connection ended; without an error it has only just done so. */
  | { readonly type: "lost"; readonly error?: SandboxError | undefined }
  | { readonly type: "exited" }
  | { readonly type: "failed"; readonly error: SandboxError }
  | { readonly type: "restart" }
  | { readonly type: "input-refused" };

export const firstModel: TerminalModel = {
  isWanted: false,
  isAwake: true,
  cols: undefined,
  rows: undefined,
  phase: "new",
  error: undefined,
  isInputRefused: false,
};

/** What becomes of a terminal by an event. The same model, if nothing does. */
export function nextModel(model: TerminalModel, event: TerminalEvent): TerminalModel {
  const isOver = model.phase === "exited" || model.phase === "failed";
  switch (event.type) {
    case "wanted":
      // One that no component reads any more is forgotten: the next reader begins anew.
      return event.isWanted
        ? { ...model, isWanted: true }
        : { ...firstModel, isAwake: model.isAwake };
    case "awake":
      return { ...model, isAwake: event.isAwake };
    case "sized":
      return { ...model, cols: event.cols, rows: event.rows };
    case "opened":
      return isOver ? model : { ...model, phase: "open", error: undefined, isInputRefused: false };
    case "lost":
      if (isOver) return model;
      return { ...model, phase: model.phase === "new" ? "new" : "lost", error: event.error };
    case "exited":
      return { ...model, phase: "exited", error: undefined, isInputRefused: false };
    case "failed":
      return { ...model, phase: "failed", error: event.error };
    case "restart":
      return isOver ? { ...model, phase: "new", error: undefined } : model;
    case "input-refused":
      return { ...model, isInputRefused: true };
  }
}

const isOver = ({ phase }: TerminalModel) => phase === "exited" || phase === "failed";

/** Whether there should be a connection. */
export const wantsConnection = (model: TerminalModel): boolean =>
  model.isWanted && model.isAwake && model.cols !== undefined && !isOver(model);

/** Whether what is typed now will find its shell, sooner or later. */
export const takesInput = (model: TerminalModel): boolean => model.isWanted && !isOver(model);

/** What users see of it. */
export function stateOf(model: TerminalModel): TerminalState {
  const { cols, rows, error, isInputRefused } = model;
  return { status: statusOf(model), error, cols, rows, isInputRefused };
}

function statusOf({ isWanted, isAwake, cols, phase }: TerminalModel): TerminalStatus {
  if (!isWanted) return "idle";
  if (phase === "exited") return "exited";
  if (phase === "failed") return "error";
  if (cols === undefined) return "idle";
  if (!isAwake) return "asleep";
  if (phase === "open") return "open";
  return phase === "new" ? "connecting" : "reconnecting";
}
