import type { IFunctionIdentifier, Terminal } from "@xterm/xterm";

/** Questions that a terminal answers by input: attributes, cursor, modes, sizes, its version. */
const QUESTIONS: readonly IFunctionIdentifier[] = [
  { final: "c" },
  { prefix: ">", final: "c" },
  { prefix: "=", final: "c" },
  { final: "n" },
  { prefix: "?", final: "n" },
  { intermediates: "$", final: "p" },
  { prefix: "?", intermediates: "$", final: "p" },
  { final: "t" },
  { prefix: ">", final: "q" },
  { prefix: "?", final: "u" },
];
/** Colours, which are a question with a `?` in the place of one. */
const COLOURS = [4, 10, 11, 12];

/** Keeps a terminal from answering what was asked long ago. Keys are typed all the same. */
export function muteAnswers(terminal: Terminal) {
  let isMuted = false;
  const { parser } = terminal;
  for (const id of QUESTIONS) parser.registerCsiHandler(id, () => isMuted);
  for (const id of COLOURS) parser.registerOscHandler(id, (data) => isMuted && data.includes("?"));
  parser.registerDcsHandler({ intermediates: "$", final: "q" }, () => isMuted);
  return {
    isMuted: () => isMuted,
    /** Of what `write` writes the terminal answers nothing; `then` runs once it has been read. */
    mute(write: () => void, then: () => void): void {
      // What is written is read later, in order.
      terminal.write("", () => (isMuted = true));
      write();
      terminal.write("", () => {
        isMuted = false;
        then();
      });
    },
  };
}
