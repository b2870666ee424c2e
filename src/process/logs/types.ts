import type { OutputStream } from "../../platform";

/**
 * One line of a log. Lines never change: an unfinished one is replaced as it grows.
 *
 * @example
 * ```tsx
 * {lines.map((line) => <li key={line.number} data-stream={line.stream}>{line.text}</li>)}
 * ```
 */
export interface LogLine {
  /** Counts up from 1 and stays with the line, also when older ones are dropped. */
  readonly number: number;
  /** The text with its ANSI sequences, without the line end. */
  readonly text: string;
  /** Where it was printed; `system` for what the kit or the server says about the log itself. */
  readonly stream: OutputStream | "system";
  /** What a `system` line marks: output that the server no longer has, a restart, a signal. */
  readonly notice?: LogNotice | undefined;
  /** The line is still being printed, like a prompt or a progress bar. */
  readonly unfinished?: true | undefined;
  /** The line was too long for one; the next line of the same stream goes on with it. */
  readonly continues?: true | undefined;
}

/** What a line of the stream `system` marks. */
export type LogNotice = "gap" | "restart" | "stopping" | "killing";

/**
 * How much of a log the browser keeps; the oldest lines go first.
 *
 * @example
 * ```ts
 * useProcess({ name: "tests", command: "npm test", logLimit: { lines: 100_000 } });
 * ```
 */
export interface LogLimit {
  /** Lines. Default 20 000. */
  readonly lines?: number | undefined;
  /** Characters of text. Default 8 000 000. */
  readonly characters?: number | undefined;
}

/**
 * `connecting`, `live`, `waiting` (for its turn, or to try again), `ended`.
 */
export type LogStreamState = "connecting" | "live" | "waiting" | "ended";

/**
 * How the log is doing: `idle` (no component reads), `absent` (the sandbox knows no process of that
 * name; the kit looks for it, less and less often, and whenever there is news), `connecting`,
 * `live`, `waiting` (for its turn, or to try again), `paused` (the tab is hidden, so that the
 * sandbox may sleep) or `ended`.
 */
export type LogStatus = "idle" | "absent" | "paused" | LogStreamState;
