import { withHiddenNamed } from "./hiddenText";
import { SEQUENCES } from "./sequences";
import { afterSgr, PLAIN, type TextStyle } from "./sgr";

/** A stretch of text with one look. */
export interface StyledText {
  readonly text: string;
  readonly className?: string | undefined;
  readonly color?: string | undefined;
  readonly background?: string | undefined;
}

interface Run {
  readonly text: string;
  readonly style: TextStyle;
}

// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const CONTROLS = /[\0-\x07\x0b-\x1f\x7f-\x9f]/g;
// oxlint-disable-next-line no-control-regex -- as above
const ODD = /[\0-\x08\x0b-\x1f\x7f-\x9f]/;
const WIDE =
  /^(?:[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation})/u;
const JOINED = /^[\p{M}\u200d\p{EMod}]$/u;

/**
 * The text as `styledText` shows it: no escape sequences, U+FFFD for control characters, and the
 * names of other characters that are not drawn.
 */
export function plainText(text: string): string {
  const drawn = ODD.test(text) ? runsOf(text, PLAIN).map((run) => run.text) : [text];
  return drawn.map((part) => withHiddenNamed(part).join("")).join("");
}

/** What the text leaves switched on for the next line of its stream. */
export function styleAfter(text: string, before: TextStyle): TextStyle {
  if (!text.includes("\x1b[") && !text.includes("\x9b")) return before;
  let style = before;
  for (const [, parameters = "", final] of text.matchAll(SEQUENCES)) {
    if (final === "m") style = afterSgr(style, parameters);
  }
  return style;
}

/** The text in stretches of one look each, those that name hidden characters among them. */
export function styledText(text: string, before: TextStyle = PLAIN): readonly StyledText[] {
  return runsOf(text, before).flatMap((run) => {
    const look = lookOf(run.style);
    const [first = "", ...others] = withHiddenNamed(run.text);
    if (others.length === 0) return { ...look, text: first };
    const className = [look.className, "blaxel-logs-hidden"].filter(Boolean).join(" ");
    return [first, ...others].flatMap((text, index) =>
      text === "" ? [] : { ...look, text, ...(index % 2 > 0 && { className }) },
    );
  });
}

function runsOf(text: string, before: TextStyle): readonly Run[] {
  if (!ODD.test(text)) return text === "" ? [] : [{ text, style: before }];
  const runs: Run[] = [];
  let style = before;
  let from = 0;
  const keep = (piece: string) => {
    if (piece !== "") runs.push({ text: piece.replace(CONTROLS, "\uFFFD"), style });
  };
  for (const match of text.matchAll(SEQUENCES)) {
    const [sequence, parameters = "", final] = match;
    keep(text.slice(from, match.index));
    from = match.index + sequence.length;
    if (final === "m") style = afterSgr(style, parameters);
    // The cursor goes back as by backspaces.
    else if (final === "D") keep("\b".repeat(Math.min(1_000, Number(parameters) || 1)));
  }
  keep(text.slice(from));
  return text.includes("\b") || runs.some((run) => run.text.includes("\b"))
    ? overwritten(runs)
    : runs;
}

/** After a backspace, what comes is drawn over what was there. */
function overwritten(runs: readonly Run[]): readonly Run[] {
  const cells: Run[] = [];
  let cursor = 0;
  for (const { text, style } of runs) {
    for (const character of text) {
      const last = cells[cursor - 1];
      if (character === "\b") cursor = Math.max(0, cursor - 1);
      else if (last && JOINED.test(character)) {
        cells[cursor - 1] = { ...last, text: last.text + character };
      } else {
        cells[cursor++] = { text: character, style };
        // Its second column.
        if (WIDE.test(character)) cells[cursor++] = { text: "", style };
      }
    }
  }
  const drawn: { text: string; style: TextStyle }[] = [];
  for (const { text, style } of cells) {
    const last = drawn.at(-1);
    if (last?.style === style) last.text += text;
    else if (text !== "") drawn.push({ text, style });
  }
  return drawn;
}

const decorations = ["bold", "dim", "italic", "underline", "hidden", "strikethrough"] as const;

function lookOf(style: TextStyle): Omit<StyledText, "text"> {
  if (style === PLAIN) return {};
  const { fg, bg, reverse } = style;
  const isBare = fg === undefined && bg === undefined;
  const [front, ground] = reverse ? [bg, fg] : [fg, bg];
  const names = [
    ...decorations.filter((name) => style[name]),
    reverse && isBare && "reverse",
    front && nameOf(front),
    ground && `on-${nameOf(ground)}`,
  ];
  const className = names.flatMap((name) => (name ? `blaxel-ansi-${name}` : [])).join(" ");
  return {
    className: className || undefined,
    color: ground ? undefined : legible(exact(front)),
    background: tint(exact(ground)),
  };
}

const exact = (colour: string | undefined) => (colour?.startsWith("rgb") ? colour : undefined);
const nameOf = (colour: string) => (exact(colour) ? "exact" : colour);

/** As dark, or as light, as the ground needs it. */
const legible = (colour: string | undefined) =>
  colour &&
  `light-dark(oklch(from ${colour} min(l, 0.5) c h), oklch(from ${colour} max(l, 0.75) c h))`;

const tint = (colour: string | undefined) =>
  colour && `color-mix(in srgb, ${colour} 20%, transparent)`;
