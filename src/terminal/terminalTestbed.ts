// For the tests of this folder: a terminal as a component has it, and all that it was shown.
import "../../testbed/nodeSocket";
import { eventually } from "../../testbed/eventually";
import type { SessionStore } from "../session";
import { terminalStore } from "./terminalStore";
import type { TerminalOptions, TerminalOutput, TerminalStatus } from "./types";

export function readTerminal(
  session: SessionStore,
  sessionId: string,
  options: TerminalOptions = {},
) {
  const store = terminalStore(session, sessionId);
  const reader = store.addReader();
  const pieces: TerminalOutput[] = [];
  reader.output.subscribe((piece) => pieces.push(piece));
  const passed: TerminalStatus[] = [];
  const leave = store.subscribe(() => passed.push(store.getSnapshot().status));
  reader.update({ shell: "/bin/sh", ...options });
  const text = () => pieces.map((piece) => piece.text).join("");
  return {
    ...reader,
    store,
    pieces,
    text,
    kinds: () => pieces.map(({ kind }) => kind),
    status: () => store.getSnapshot().status,
    /** Every status that there was, also one that was over before anything could look. */
    passed,
    release() {
      leave();
      reader.release();
    },
    shows: (wanted: string | RegExp) =>
      eventually(() => {
        const found = typeof wanted === "string" ? text().includes(wanted) : wanted.test(text());
        if (!found) throw new Error(`Not shown: ${String(wanted)} in ${text().slice(-400)}`);
      }),
    is: (status: TerminalStatus) =>
      eventually(() => {
        const now = store.getSnapshot();
        if (now.status !== status) throw new Error(`${now.status}: ${now.error?.message}`);
        return now;
      }),
  };
}
