import type { OutputStream } from "./logLine";

/** What the two kinds of framing make of the bytes of a log stream. */
export interface LogSink {
  /** Output, exact but for line ends, which the older servers change. */
  text(stream: OutputStream, text: string): void;
  /** The server starts the process again after a failure. */
  restart(count: number): void;
  /** The server says, to those who read along only, that it sends a signal. */
  signal(kind: "stopping" | "killing"): void;
  /** The server has no longer what stood here. */
  gap(): void;
}

export interface Framing {
  push(bytes: Uint8Array): void;
  /** What is held back because it may be the beginning of a mark; it may be shown, not counted. */
  readonly held: { stream: OutputStream; text: string };
  /** The stream is over: gives out what was held back. */
  end(): void;
}
