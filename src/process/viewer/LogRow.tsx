import { memo } from "react";
import type { LogLine } from "../logs/types";
import { styledText, type StyledText } from "./ansi";

interface LogRowProps {
  readonly line: LogLine;
  readonly top: number;
  readonly height: number;
  readonly numbers: boolean;
  /** What to mark in the text, in lower case. */
  readonly mark: string;
  readonly isMatch: boolean;
}

/** One line, placed by hand: only the rows in sight exist. */
export const LogRow = memo(function LogRow({
  line,
  top,
  height,
  numbers,
  mark,
  isMatch,
}: LogRowProps) {
  return (
    <div
      className="blaxel-logs-row"
      style={{ height, transform: `translateY(${top}px)` }}
      data-stream={line.stream}
      data-notice={line.notice}
      data-unfinished={line.unfinished}
      data-match={isMatch || undefined}
    >
      {numbers && (
        <span className="blaxel-logs-number" aria-hidden="true">
          {line.number}
        </span>
      )}
      <span className="blaxel-logs-text">
        {styledText(line.text).map((part, index) => (
          <Stretch key={index} part={part} mark={mark} />
        ))}
        {line.continues && <span className="blaxel-logs-continues" aria-hidden="true" />}
      </span>
    </div>
  );
});

function Stretch({ part, mark }: { part: StyledText; mark: string }) {
  const { text, className, color, background } = part;
  const content = mark === "" ? text : <Marked text={text} mark={mark} />;
  const style = color || background ? { color, background } : undefined;
  return (
    <span className={className} style={style}>
      {content}
    </span>
  );
}

function Marked({ text, mark }: { text: string; mark: string }) {
  const parts: { at: number; text: string; marked: boolean }[] = [];
  const lower = text.toLowerCase();
  let from = 0;
  for (let at = lower.indexOf(mark); at >= 0; at = lower.indexOf(mark, from)) {
    if (at > from) parts.push({ at: from, text: text.slice(from, at), marked: false });
    from = at + mark.length;
    parts.push({ at, text: text.slice(at, from), marked: true });
  }
  if (from < text.length) parts.push({ at: from, text: text.slice(from), marked: false });
  return parts.map(({ at, text, marked }) =>
    marked ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>,
  );
}
