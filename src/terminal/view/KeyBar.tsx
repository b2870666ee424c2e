import { useState } from "react";
import type { TerminalTexts } from "../terminalTexts";

const KEYS = [
  ["Esc", "\u001b"],
  ["Tab", "\t"],
  ["←", "\u001b[D"],
  ["↑", "\u001b[A"],
  ["↓", "\u001b[B"],
  ["→", "\u001b[C"],
] as const;

interface KeyBarProps {
  texts: TerminalTexts;
  isCtrl: boolean;
  onCtrl: (on: boolean) => void;
  onKey: (sequence: string) => void;
  onPaste: (text: string) => void;
}

/** Keys that the keyboard of a touch screen does not have. */
export function KeyBar({ texts, isCtrl, onCtrl, onKey, onPaste }: KeyBarProps) {
  const [hasFailed, setFailed] = useState(false);
  const paste = (button: HTMLElement) => {
    clipboardText(button).then(
      (text) => {
        setFailed(false);
        onPaste(text);
      },
      () => setFailed(true),
    );
  };
  return (
    <div className="blaxel-terminal-keys" role="toolbar" aria-label={texts["terminal.keys"]}>
      <button
        form=""
        className="blaxel-button"
        aria-pressed={isCtrl}
        onPointerDown={keepFocus}
        onClick={() => onCtrl(!isCtrl)}
      >
        Ctrl
      </button>
      {KEYS.map(([name, sequence]) => (
        <button
          key={name}
          form=""
          className="blaxel-button"
          onPointerDown={keepFocus}
          onClick={() => onKey(sequence)}
        >
          {name}
        </button>
      ))}
      <button
        form=""
        className="blaxel-button"
        onPointerDown={keepFocus}
        onClick={({ currentTarget }) => paste(currentTarget)}
      >
        {texts["terminal.paste"]}
      </button>
      {hasFailed && <span role="status">{texts["terminal.paste.failed"]}</span>}
    </div>
  );
}

/** Rejects where the browser does not allow it, and where there is no clipboard. */
async function clipboardText({ ownerDocument }: HTMLElement): Promise<string> {
  return (ownerDocument.defaultView ?? window).navigator.clipboard.readText();
}

/** The terminal keeps the focus, and with it the keyboard of the screen. */
const keepFocus = (event: { preventDefault: () => void }) => event.preventDefault();
