import { Fragment, memo } from "react";
import type { LogLine } from "../logs/types";
import { styledText, type StyledText } from "./ansi";
import { foundIn } from "./foundText";
import { linksIn } from "./linksIn";
import type { TextStyle } from "./sgr";

interface LogRowProps {
  readonly line: LogLine;
  /** What an earlier line left switched on. */
  readonly begin: TextStyle;
  /** Where it stands; wrapped rows stand below one another, and are as high as they need. */
  readonly top: number | undefined;
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
      style={
        top === undefined
          ? { minHeight: height, lineHeight: `${height}px` }
          : { height, transform: `translateY(${top}px)` }
      }
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
        {linked(marked(styledText(line.text, begin), mark)).map(({ href, pieces }, index) => {
          const stretches = pieces.map((piece, at) => <Stretch key={at} piece={piece} />);
          return href === undefined ? (
            <Fragment key={index}>{stretches}</Fragment>
          ) : (
            <a
              key={index}
              className="blaxel-logs-link"
              href={href}
              target="_blank"
              rel="noopener noreferrer"
            >
              {stretches}
            </a>
          );
        })}
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
  const found = foundIn(textIn(parts), mark);
  return dividedAt(parts, found.flat()).map(({ piece, from, to }) => {
    const isFound = found.some(([first, last]) => from >= first && to <= last);
    return { ...piece, isFound };
  });
}

interface Stretches {
  readonly href?: string;
  readonly pieces: readonly Piece[];
}

/** The same, those of one link together: it may go over several colours. */
function linked(pieces: readonly Piece[]): readonly Stretches[] {
  const links = linksIn(textIn(pieces));
  if (links.length === 0) return [{ pieces }];
  const divided = dividedAt(
    pieces,
    links.flatMap(({ from, to }) => [from, to]),
  );
  const within = (first: number, last: number) =>
    divided.filter(({ from, to }) => from >= first && to <= last).map(({ piece }) => piece);
  let at = 0;
  const stretches = links.flatMap(({ from, to, href }) => {
    const before = within(at, from);
    at = to;
    return [{ pieces: before }, { href, pieces: within(from, to) }];
  });
  return [...stretches, { pieces: within(at, Infinity) }];
}

const textIn = (parts: readonly StyledText[]) => parts.map(({ text }) => text).join("");

/** The pieces, cut at these places of the whole text, and where each stands in it. */
function dividedAt(parts: readonly Piece[], places: readonly number[]) {
  let at = 0;
  return parts.flatMap((part) => {
    const start = at;
    const end = (at += part.text.length);
    const edges = [start, ...places.filter((place) => place > start && place < end), end];
    return edges.slice(1).map((to, index) => {
      const from = edges[index] ?? start;
      return { piece: { ...part, text: part.text.slice(from - start, to - start) }, from, to };
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
