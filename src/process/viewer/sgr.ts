/** What is switched on at one place of a terminal's text. Never changed in place. */
export interface TextStyle {
  /** `red`, `bright-red`, or `rgb(…)`. */
  readonly fg?: string | undefined;
  readonly bg?: string | undefined;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
  readonly reverse?: boolean;
  readonly hidden?: boolean;
  readonly strikethrough?: boolean;
}

export const PLAIN: TextStyle = {};

const names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;

const switches: Readonly<Record<number, Partial<TextStyle>>> = {
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { reverse: true },
  8: { hidden: true },
  9: { strikethrough: true },
  21: { underline: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { reverse: false },
  28: { hidden: false },
  29: { strikethrough: false },
  39: { fg: undefined },
  49: { bg: undefined },
};

/** The style after `ESC [ parameters m`, whether their parts are divided by semicolons or colons. */
export function afterSgr(before: TextStyle, parameters: string): TextStyle {
  let style = before;
  const groups = parameters.split(";");
  for (let at = 0; at < groups.length; at++) {
    const [first = "", ...parts] = (groups[at] ?? "").split(":");
    const code = Number(first);
    if (code === 0) style = PLAIN;
    else if (code === 38 || code === 48 || code === 58) {
      let given = parts;
      if (parts.length === 0) {
        given = groups.slice(at + 1, at + (groups[at + 1] === "2" ? 5 : 3));
        at += given.length;
      }
      const colour = extended(given);
      if (colour && code !== 58) style = { ...style, [code === 38 ? "fg" : "bg"]: colour };
    } else if (code === 4 && parts[0] === "0") style = { ...style, underline: false };
    else style = { ...style, ...(switches[code] ?? basic(code)) };
  }
  return style;
}

function basic(code: number): Partial<TextStyle> {
  const name = names[code % 10];
  if (code < 30 || code > 107 || !name) return {};
  const tens = Math.floor(code / 10);
  if (tens === 3) return { fg: name };
  if (tens === 4) return { bg: name };
  if (tens === 9) return { fg: `bright-${name}` };
  return tens === 10 ? { bg: `bright-${name}` } : {};
}

/** `5, n`, `2, r, g, b` or `2, colour space, r, g, b`. */
function extended([kind, ...parts]: readonly string[]): string | undefined {
  if (kind === "5") return ofPalette(Number(parts[0]));
  if (kind !== "2" || parts.length < 3) return undefined;
  const [red, green, blue] = parts.slice(parts.length > 3 ? 1 : 0).map(Number);
  return rgb(red, green, blue);
}

function ofPalette(index: number): string | undefined {
  if (!(index >= 0 && index < 256)) return undefined;
  if (index < 16) return `${index < 8 ? "" : "bright-"}${names[index % 8]}`;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return rgb(grey, grey, grey);
  }
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return rgb(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

const rgb = (...parts: readonly (number | undefined)[]) =>
  `rgb(${parts.map((part = 0) => Math.min(255, part || 0)).join(", ")})`;
