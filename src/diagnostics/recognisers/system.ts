import { draftOf, type Draft, type Recogniser } from "../recogniser";
import { withCall } from "../details";

const SAYS: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [/^(?:FATAL ERROR: .*)?.*\b(JavaScript heap out of memory)$/, (match) => match[1] ?? ""],
  [/^FATAL ERROR: (.*(?:Allocation failed|out of memory).*)$/, (match) => match[1] ?? ""],
  [
    /^(?:\/bin\/)?(?:ba|z|da)?sh: (?:line )?(?:\d+: )?(\S+): (?:command )?not found$/,
    (match) => `Command not found: ${match[1]}`,
  ],
  [/^npm (?:ERR!|error) (Missing script: .+)$/, (match) => match[1] ?? ""],
  [/^npm (?:ERR!|error) (Could not read package\.json: .+)$/, (match) => match[1] ?? ""],
  [/^(?:error: )?(?:Port \d+ is (?:already )?(?:in use|taken).*)$/i, (match) => match[0]],
  [/^(?:\[?error\]? ?[:-]? )?(listen EADDRINUSE: .+)$/i, (match) => match[1] ?? ""],
  [/^(Segmentation fault)(?: \(core dumped\))?$/, (match) => match[1] ?? ""],
];
/** Next tries the next port: that is no error. */
const GOES_ON = /\b(?:using|trying|use available|instead)\b/i;

/** What the shell, npm and the system say: out of memory, no such command, a port that is taken. */
export const system: Recogniser = {
  tool: "system",
  begin(line) {
    for (const [form, message] of SAYS) {
      const match = form.exec(line);
      if (match && !GOES_ON.test(line)) return draftOf("system", "process", message(match));
    }
    return undefined;
  },
  follow: (draft: Draft, line: string) =>
    /^\s+at \S/.test(line) ? withCall(draft, line) : undefined,
  signal(line) {
    const command = /^> (?!\S+@\S+ \S+$)([a-z][\w./-]*(?: .*)?)$/.exec(line)?.[1];
    return command ? { type: "command", text: command } : undefined;
  },
};
