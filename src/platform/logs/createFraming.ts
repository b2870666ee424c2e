import type { Framing, FramingKind, LogSink } from "./framing";
import { RecordFraming } from "./recordFraming";
import { TextFraming } from "./textFraming";

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
