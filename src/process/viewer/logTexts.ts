import { useMemo } from "react";
import { useLabels, type LogTextKey } from "../../session";
import type { LogLine } from "../logs/types";
import type { ProcessLogView, ProcessState } from "../types";
import { plainText } from "./ansi";
import { fallenTexts } from "./FallenLog";

/** What the log viewer says unless `labels` on the provider says otherwise. */
const english = {
  "logs.label": "Log",
  "logs.toolbar": "Log",
  "logs.stream": "Shown output",
  "logs.stream.all": "All output",
  "logs.stream.stdout": "Standard output",
  "logs.stream.stderr": "Errors",
  "logs.find": "Find in the log",
  "logs.find.next": "Next match",
  "logs.find.previous": "Previous match",
  "logs.find.none": "No match",
  "logs.find.of": "of",
  "logs.wrap": "Wrap long lines",
  "logs.copy": "Copy the log",
  "logs.copied": "Log copied",
  "logs.copy.failed": "The browser does not allow copying",
  "logs.download": "Download the log",
  "logs.clear": "Clear the log",
  "logs.end": "Jump to the end",
  "logs.empty": "Nothing printed yet",
  "logs.empty.filtered": "Nothing of this kind printed yet",
  "logs.empty.cleared": "Nothing printed since it was cleared",
  "logs.idle": "Nothing to show yet",
  "logs.absent": "Waiting for a process of this name",
  "logs.connecting": "Connecting to the log",
  "logs.live": "The log is live",
  "logs.waiting": "The log goes on in a moment",
  "logs.paused": "Paused while nobody was looking",
  "logs.ended": "The log is complete",
  "logs.exit.completed": "Completed",
  "logs.exit.failed": "Failed",
  "logs.exit.stopped": "Stopped",
  "logs.exit.killed": "Killed",
  "logs.exit.code": "exit code",
  "logs.dropped": "older lines are not kept",
  ...fallenTexts,
} as const satisfies Record<LogTextKey, string>;

const isKey = (key: string): key is keyof typeof english => key in english;
const keys = Object.keys(english).filter(isKey);

export type LogTexts = Readonly<Record<keyof typeof english, string>>;

/** The texts of the log viewer, in the user's language where they gave it. */
export function useLogTexts(): LogTexts {
  const label = useLabels();
  return useMemo(() => {
    const texts: Record<keyof typeof english, string> = { ...english };
    for (const key of keys) texts[key] = label(key, english[key]);
    return texts;
  }, [label]);
}

/** How the log is doing, in a few words that change seldom enough to be read out. */
export function summaryOf(view: ProcessLogView, state: ProcessState, texts: LogTexts): string {
  const error = view.error ?? (state.status === "error" ? state.error : undefined);
  if (error) return `${error.message} ${error.hint}`.replaceAll("`", "");
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
