import type { LogLine } from "../logs";
import type { ProcessLogView, ProcessState } from "../types";
import { plainText } from "./ansi";
import type { LogTexts } from "./logTexts";

/** How the log is doing, in a few words that change seldom enough to be read out. */
export function summaryOf(view: ProcessLogView, state: ProcessState, texts: LogTexts): string {
  if (view.error) return `${view.error.message} ${view.error.hint}`;
  if (state.status === "error") return `${state.error.message} ${state.error.hint}`;
  if (state.status === "exited") {
    const { reason, code } = state.exit;
    const how = texts[`logs.exit.${reason}`];
    return code > 0 ? `${how}, ${texts["logs.exit.code"]} ${code}` : how;
  }
  return texts[`logs.${view.status}`];
}

/** The lines as text to be pasted: no escape sequences, and wrapped lines in one piece again. */
export function textOf(lines: readonly LogLine[]): string {
  let text = "";
  for (const line of lines) text += plainText(line.text) + (line.continues ? "" : "\n");
  return text;
}
