import { useMemo } from "react";
import { useLabels, type TerminalTextKey } from "../session";

/** What the terminal says unless `labels` on the provider says otherwise. */
const english = {
  "terminal.label": "Terminal",
  "terminal.leave": "Press F6, then Tab, to leave the terminal.",
  "terminal.leaving": "Tab leaves the terminal now",
  "terminal.loading": "Loading the terminal",
  "terminal.idle": "Not connected",
  "terminal.connecting": "Connecting",
  "terminal.open": "Connected",
  "terminal.reconnecting": "The connection was lost; it comes back in a moment",
  "terminal.exited": "The shell has ended",
  "terminal.again": "Start again",
  "terminal.asleep": "Paused while nobody was looking",
  "terminal.retry": "Try again",
  "terminal.refused": "What you type is not kept any more until the connection is back",
  "terminal.gap": "Some output is missing here",
  "terminal.unsure": "The connection broke: the last keys may not have arrived",
  "terminal.dropped": "What was typed meanwhile was not sent: its shell is gone",
  "terminal.new": "A new shell",
  "terminal.flood": "Too much output at once: some is missing here",
  "terminal.find": "Find in the terminal",
  "terminal.find.next": "Next match",
  "terminal.find.previous": "Previous match",
  "terminal.keys": "Keys",
  "terminal.paste": "Paste",
  "terminal.copy.failed": "The browser does not allow copying",
  "terminal.paste.failed": "The browser does not allow pasting",
} as const satisfies Record<TerminalTextKey, string>;

const isKey = (key: string): key is TerminalTextKey => key in english;
const keys = Object.keys(english).filter(isKey);

export type TerminalTexts = Readonly<Record<TerminalTextKey, string>>;

/** The texts of the terminal, in the user's language where they gave it. */
export function useTerminalTexts(): TerminalTexts {
  const label = useLabels();
  return useMemo(() => {
    const texts: Record<TerminalTextKey, string> = { ...english };
    for (const key of keys) texts[key] = label(key, english[key]);
    return texts;
  }, [label]);
}
