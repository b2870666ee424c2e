import anser from "anser";
import { withHiddenNamed } from "./hiddenText";

/** A stretch of text with one look. */
export interface StyledText {
  readonly text: string;
  readonly className?: string | undefined;
  readonly color?: string | undefined;
  readonly background?: string | undefined;
}

/* oxlint-disable-next-line no-control-regex -- control characters are what this is about */
const SEQUENCES =
  /\x1b(?:\[[0-9;?]*[A-LN-Za-ln-z]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()#][0-9A-Z]|[=>78cDEHMNOZ])/g;
const COLOURS = /\x1b\[[0-9;:]*m/g;
const CONTROLS = /[\0-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]/g;
const ODD = /[\0-\x08\x0b-\x1f\x7f-\x9f]/;

/**
 * The text as `styledText` shows it: no escape sequences, U+FFFD for control characters, and the
 * names of other characters that are not drawn.
 */
export function plainText(text: string): string {
  return withHiddenNamed(withoutSequences(text)).join("");
}

function withoutSequences(text: string): string {
  if (!ODD.test(text)) return text;
  return text
    .replace(SEQUENCES, "")
    .replace(COLOURS, "")
    .replace(CONTROLS, "\uFFFD")
    .replaceAll("\x1b", "\uFFFD");
}

/** The text in stretches of one look each, those that name hidden characters among them. */
export function styledText(text: string): readonly StyledText[] {
  return coloured(text).flatMap((part) => {
    const [first = "", ...others] = withHiddenNamed(part.text);
    if (others.length === 0) return part;
    const className = [part.className, "blaxel-logs-hidden"].filter(Boolean).join(" ");
    return [first, ...others].flatMap((text, index) =>
      text === "" ? [] : { ...part, text, ...(index % 2 > 0 && { className }) },
    );
  });
}

function coloured(text: string): readonly StyledText[] {
  if (!ODD.test(text)) return [{ text }];
  const shown = text.replace(SEQUENCES, "").replace(CONTROLS, "\uFFFD");
  if (!shown.includes("\x1b")) return [{ text: shown }];
  return anser
    .ansiToJson(shown, { json: true, use_classes: true, remove_empty: true })
    .map(({ content, fg, bg, fg_truecolor, bg_truecolor, decorations }) => {
      const names = [...decorations, fg && nameOf(fg), bg && `on-${nameOf(bg)}`].filter(Boolean);
      return {
        text: content.replaceAll("\x1b", "\uFFFD"),
        className: names.map((name) => `blaxel-ansi-${name}`).join(" ") || undefined,
        color: colourOf(fg, fg_truecolor),
        background: colourOf(bg, bg_truecolor),
      };
    });
}

const nameOf = (colour: string) => (isExact(colour) ? "exact" : colour.replace("ansi-", ""));
const isExact = (colour: string) =>
  colour.startsWith("ansi-palette-") || colour === "ansi-truecolor";

function colourOf(name: string | null, truecolor: string | null): string | undefined {
  if (name === "ansi-truecolor" && truecolor) return `rgb(${truecolor})`;
  const palette = name?.startsWith("ansi-palette-") ? Number(name.slice(13)) : -1;
  if (palette < 16) return undefined;
  if (palette >= 232) {
    const grey = 8 + (palette - 232) * 10;
    return `rgb(${grey}, ${grey}, ${grey})`;
  }
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const cube = palette - 16;
  return `rgb(${level(Math.floor(cube / 36))}, ${level(Math.floor(cube / 6) % 6)}, ${level(cube % 6)})`;
}
