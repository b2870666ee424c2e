import type { ITerminalOptions, ITheme } from "@xterm/xterm";

const COLOURS = {
  black: "brightBlack",
  red: "brightRed",
  green: "brightGreen",
  yellow: "brightYellow",
  blue: "brightBlue",
  magenta: "brightMagenta",
  cyan: "brightCyan",
  white: "brightWhite",
} as const;
const isColour = (name: string): name is keyof typeof COLOURS => name in COLOURS;

/** The font and the colours of a terminal, as the kit's variables have them in this place. */
export function readLook(place: HTMLElement): ITerminalOptions & { fontFamily: string } {
  const { ownerDocument } = place;
  const view = ownerDocument.defaultView ?? window;
  const probe = ownerDocument.createElement("span");
  probe.style.setProperty("display", "none");
  // Forced colours are one colour for every text, and do not reach what is drawn on a canvas.
  probe.style.setProperty("forced-color-adjust", "none");
  place.append(probe);
  // A variable may hold `light-dark()` or another variable: only a property shows what comes of it.
  const seen = (colour: string) => {
    probe.style.setProperty("color", colour);
    return view.getComputedStyle(probe).color;
  };
  const isForced = view.matchMedia("(forced-colors: active)").matches;
  const colour = (name: string, forced?: string) =>
    seen(isForced && forced ? forced : `var(--_blaxel-${name})`);
  const theme: ITheme = {
    background: colour("logs-background", "Canvas"),
    foreground: colour("text", "CanvasText"),
    cursor: colour("text", "CanvasText"),
    cursorAccent: colour("logs-background", "Canvas"),
    selectionBackground: colour("terminal-selection", "Highlight"),
    ...(isForced && { selectionForeground: seen("HighlightText") }),
  };
  for (const name of Object.keys(COLOURS).filter(isColour)) {
    theme[name] = theme[COLOURS[name]] = colour(`ansi-${name}`);
  }
  probe.style.setProperty("font-family", "var(--_blaxel-font-mono)");
  probe.style.setProperty("font-size", "var(--_blaxel-terminal-font-size)");
  const { fontFamily, fontSize } = view.getComputedStyle(probe);
  probe.remove();
  const isStill = view.matchMedia("(prefers-reduced-motion: reduce)").matches;
  return {
    theme,
    fontFamily: fontFamily || "monospace",
    fontSize: Number.parseFloat(fontSize) || 13,
    cursorBlink: !isStill,
    // Programs choose colours for a background that is not this one.
    minimumContrastRatio: 4.5,
  };
}
