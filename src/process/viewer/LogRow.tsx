import { memo } from "react";
import type { LogLine } from "../logs/types";
import { styledText, type StyledText } from "./ansi";
import { foundIn } from "./foundText";
import type { TextStyle } from "./sgr";

interface LogRowProps {
  readonly line: LogLine;
  /** What an earlier line left switched on. */
  readonly begin: TextStyle;
  readonly top: number;
  readonly height: number;
  readonly numbers: boolean;
  /** What to mark in the text, as `foldCase` gives it. */
  readonly mark: string;
  readonly isMatch: boolean;
}

/**
 * One line, placed by hand: only the rows in sight exist. Each text is the only child of its element:
 * what translates a page, or an extension, puts it into others, and React would not find it again.
 */
export const LogRow = memo(function LogRow({
  line,
  begin,
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
        {marked(styledText(line.text, begin), mark).map((piece, index) => (
          <Stretch key={index} piece={piece} />
        ))}
        {line.continues && <span className="blaxel-logs-continues" aria-hidden="true" />}
      </span>
    </div>
  );
});

interface Piece extends StyledText {
  readonly isFound?: boolean;
}

/** The stretches, divided where a match begins or ends: it may go over several of them. */
function marked(parts: readonly StyledText[], mark: string): readonly Piece[] {
  if (mark === "") return parts;
  const found = foundIn(parts.map(({ text }) => text).join(""), mark);
  let at = 0;
  return parts.flatMap((part) => {
    const start = at;
    const end = (at += part.text.length);
    const cuts = found.flat().filter((cut) => cut > start && cut < end);
    const edges = [start, ...cuts, end];
    return edges.slice(1).map((to, index) => {
      const from = edges[index] ?? start;
      const isFound = found.some(([first, last]) => from >= first && to <= last);
      return { ...part, text: part.text.slice(from - start, to - start), isFound };
    });
  });
}

function Stretch({ piece: { text, className, color, background, isFound } }: { piece: Piece }) {
  const style = color || background ? { color, background } : undefined;
  return (
    <span className={className} style={style}>
      {isFound ? <mark>{text}</mark> : text}
    </span>
  );
}
