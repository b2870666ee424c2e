import type { HTMLAttributes } from "react";
import type { SandboxError } from "../errors";

/**
 * What is known of a terminal, distinguished by `status`.
 *
 * - `idle`: not wanted (`enabled: false`), or its size is not known yet: call `resize`
 * - `connecting`: on the way to its shell for the first time
 * - `open`: connected
 * - `reconnecting`: the connection was lost; what is typed is kept, `error` says why it takes so long
 * - `exited`: the shell has ended; `restart` begins another one
 * - `asleep`: let go, as the page has been hidden for a minute; comes back when it is seen
 * - `error`: given up; `error` says why, `restart` tries again
 *
 * @example
 * ```tsx
 * if (terminal.status === "exited") return <button onClick={terminal.restart}>Start again</button>;
 * ```
 */
export type TerminalStatus =
  "idle" | "connecting" | "open" | "reconnecting" | "exited" | "asleep" | "error";

/**
 * The state of a terminal.
 *
 * @example
 * ```ts
 * const state: TerminalState = { status: "open", cols: 80, rows: 24, isInputRefused: false };
 * ```
 */
export interface TerminalState {
  readonly status: TerminalStatus;
  readonly error?: SandboxError | undefined;
  /** The size of the shell's terminal in characters; `undefined` until it is known. */
  readonly cols: number | undefined;
  readonly rows: number | undefined;
  /** Whether something that was typed while there was no connection was not kept: there was too much. */
  readonly isInputRefused: boolean;
}

/**
 * A piece of what a terminal shows, in order.
 *
 * - `output`: the shell has just printed `text`
 * - `replay`: it printed `text` earlier. An emulator answers some sequences (where is the cursor?): what it
 *   answers to those in a replay must not be written, as they were asked long ago.
 * - `gap`: output between what came before and what follows is missing; the server keeps the last 100 KB
 * - `unsure`: the connection broke just after something was typed, which may not have arrived
 * - `dropped`: what was typed meanwhile was not sent, as its shell is gone
 * - `new-shell`: what follows is another shell's, which expects a terminal in its initial modes
 *
 * @example
 * ```ts
 * terminal.output.subscribe(({ kind, text }) => emulator.write(kind === "gap" ? "\r\n…\r\n" : text));
 * ```
 */
export interface TerminalOutput {
  readonly kind: "output" | "replay" | "gap" | "unsure" | "dropped" | "new-shell";
  /** Empty for all kinds but `output` and `replay`. */
  readonly text: string;
}

/**
 * The options of `useTerminal`.
 *
 * @example
 * ```ts
 * const options: TerminalOptions = { workingDir: "/app", shell: "/bin/bash" };
 * ```
 */
export interface TerminalOptions {
  /**
   * Which shell. All that give the same id share one, in other tabs and of other users as well: whoever has
   * a session for the sandbox and knows the id sees what is typed and may type. Default: one of this tab's
   * own that cannot be guessed and outlives a reload of the page.
   */
  sessionId?: string | undefined;
  /** Where a new shell starts. Default: where the sandbox's server runs. */
  workingDir?: string | undefined;
  /** The path of a new shell's program, without arguments. Default: the sandbox's own. */
  shell?: string | undefined;
  /** Nothing is connected until this is true. Default `true`. */
  enabled?: boolean | undefined;
}

/**
 * A terminal as `useTerminal` gives it. Functions keep their identity.
 *
 * @example
 * ```tsx
 * const { status, output, write, resize }: SandboxTerminalHandle = useTerminal();
 * ```
 */
export interface SandboxTerminalHandle extends TerminalState {
  readonly sessionId: string;
  /** What the terminal shows, for an emulator: first all that is known, then what comes. Renders nobody. */
  readonly output: {
    /** Calls the listener with each piece until the returned function is called. */
    readonly subscribe: (listener: (piece: TerminalOutput) => void) => () => void;
  };
  /**
   * Types into the shell; Enter is `\r`, Ctrl-C `\u0003`. Kept in order while there is no connection, up to
   * 65,536 characters. `false` if it is not taken: too much is waiting, or there is no shell to wait for.
   */
  readonly write: (text: string) => boolean;
  /** Says how large this view is, in characters: 1–65,535, anything else is ignored. The last one counts. */
  readonly resize: (cols: number, rows: number) => void;
  /** Begins a new shell after `exited`, tries again after `error`; does nothing otherwise. */
  readonly restart: () => void;
}

/**
 * Props of `SandboxTerminal`: those of the hook, those below, and the attributes of a `section`.
 *
 * @example
 * ```tsx
 * const props: SandboxTerminalProps = { workingDir: "/app", screenReader: true };
 * ```
 */
export interface SandboxTerminalProps
  extends TerminalOptions, Omit<HTMLAttributes<HTMLElement>, "title" | "children"> {
  /** What screen readers call it. Default `Terminal`, or its label. */
  title?: string | undefined;
  /** Whether there is a field to find text. Default `true`. */
  toolbar?: boolean | undefined;
  /**
   * A bar of keys that the keyboard of a touch screen does not have. `"touch"`, the default: where a finger
   * is the pointer.
   */
  keyBar?: boolean | "touch" | undefined;
  /** Whether the emulator writes its lines for screen readers, which costs some speed. Default `false`. */
  screenReader?: boolean | undefined;
  /** Whether programs in the sandbox may write to the clipboard (OSC 52). They can never read it. Default `false`. */
  allowClipboard?: boolean | undefined;
  /** Receives the title that a program gives the terminal: at most 200 characters, none that is not drawn. */
  onTitleChange?: ((title: string) => void) | undefined;
}
