import { createEmitter } from "../core";
import type { SessionStore } from "../session";
import { setTerminalStore, type TerminalReader } from "./terminalStore";
import type { TerminalOutput, TerminalState } from "./types";

/** A terminal as a test or a story wants to see it. */
export interface TerminalPreset {
  readonly state: TerminalState;
  /** What stands on its screen. */
  readonly pieces: readonly TerminalOutput[];
  readonly onWrite: (text: string) => void;
  readonly onRestart: () => void;
}

const nothing = () => undefined;

/** Gives a session one terminal for all ids, in a fixed state. Nothing is ever connected. */
export function setStaticTerminal(session: SessionStore, preset: TerminalPreset): void {
  const { state, pieces, onWrite, onRestart } = preset;
  const changes = createEmitter();
  const reader: TerminalReader = {
    update: nothing,
    release: nothing,
    output: {
      subscribe(listener) {
        for (const piece of pieces) listener(piece);
        return nothing;
      },
    },
    write(text) {
      onWrite(text);
      return state.status === "open" || state.status === "reconnecting";
    },
    resize: nothing,
    restart: onRestart,
  };
  setTerminalStore(session, {
    getSnapshot: () => state,
    subscribe: changes.subscribe,
    addReader: () => reader,
  });
}
