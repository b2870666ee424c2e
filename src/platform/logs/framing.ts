import type { OutputStream } from "../types";
import { RecordFraming } from "./recordFraming";
import { TextFraming } from "./textFraming";

/** How a server frames its log stream; `spliced` is the older text, `lines` the newer one. */
export type FramingKind = "records" | "lines" | "spliced";

/** What the two kinds of framing make of the bytes of a log stream. */
export interface LogSink {
  /** Output, exact but for line ends, which the older servers change. */
  text(stream: OutputStream, text: string): void;
  /**
   * The line end that came last may be none: an older server ends an unfinished line where its
   * replay ends, and does not say where that is.
   */
  unconfirmedNewline(): void;
  /** Whether more than a few pieces are still to be passed over, so that no line end matters. */
  readonly isFarBehind: boolean;
  /** The server starts the process again after a failure. */
  restart(count: number): void;
  /** The server says, to connected readers only, that it sends a signal. */
  signal(kind: "stopping" | "killing"): void;
  /** The server has no longer what stood here. */
  gap(): void;
}

/** Reads one connection. What it holds back when that ends was not received, and will come again. */
export interface Framing {
  push(bytes: Uint8Array): void;
  /** Whether the output may still be a replay of an older server, which ends unfinished lines. */
  readonly mayBeReplay: boolean;
  /**
   * What is held back because it may be the beginning of a mark, or of a character; it may be shown,
   * not counted.
   */
  readonly held: { stream: OutputStream; text: string };
}

/** What reads one connection to a log stream. */
export function createFraming(kind: FramingKind, sink: LogSink): Framing {
  return kind === "records"
    ? new RecordFraming(sink)
    : new TextFraming(sink, { spliced: kind === "spliced" });
}

const SERVER_NOTES =
  /\[Process failed with exit code -?\d+\. Attempting restart [^\]]*\]\n?|^\[\.\.\. truncated, [^\]]*\]\n/g;

/** Output without what the older servers write into it, and without what stands for a lost beginning. */
export const withoutServerNotes = (output: string): string => output.replace(SERVER_NOTES, "");
