import { guarded } from "../core";
import { SandboxError } from "../errors";
import type { TerminalOutput, TerminalPreset, TerminalStatus } from "../terminal";

/**
 * A terminal in a state of its own.
 *
 * @example
 * ```ts
 * const terminal: TerminalFixture = { status: "exited", output: ["$ exit\r\n"] };
 * ```
 */
export interface TerminalFixture {
  /** Default `"open"`. */
  status?: TerminalStatus | undefined;
  error?: SandboxError | undefined;
  /** What it shows: text of the shell, or pieces as `useTerminal` gives them. */
  output?: readonly (string | TerminalOutput)[] | undefined;
  /** Whether something that was typed was not kept. Default `false`. */
  isInputRefused?: boolean | undefined;
  /** Receives what is typed. */
  onWrite?: ((text: string) => void) | undefined;
  /** Called by `restart()`. */
  onRestart?: (() => void) | undefined;
}

const failure = () =>
  new SandboxError({
    kind: "start-failed",
    message: "The shell could not be started, as the test asked for.",
    hint: "Give `error` to choose another error.",
    retryable: false,
  });

/** A terminal that is what the fixture says. */
export function createTerminalFixture(fixture: TerminalFixture): TerminalPreset {
  const { status = "open", error, output = [], isInputRefused = false } = fixture;
  return {
    state: {
      status,
      error: error ?? (status === "error" ? failure() : undefined),
      cols: 80,
      rows: 24,
      isInputRefused,
    },
    pieces: output.map((piece) =>
      typeof piece === "string" ? { kind: "replay", text: piece } : piece,
    ),
    onWrite: (text) => guarded(() => fixture.onWrite?.(text), undefined),
    onRestart: () => guarded(() => fixture.onRestart?.(), undefined),
  };
}
