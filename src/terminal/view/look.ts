import type { ITerminalOptions, ITheme } from "@xterm/xterm";

const COLOURS = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;

/** The font and the colours of a terminal, as the kit's variables have them in this place. */
export function readLook(place: HTMLElement): ITerminalOptions & { fontFamily: string } {
  const { ownerDocument } = place;
  const view = ownerDocument.defaultView ?? window;
  const probe = ownerDocument.createElement("span");
  probe.style.setProperty("display", "none");
  place.append(probe);
  // A variable may hold `light-dark()` or another variable: only a property shows what comes of it.
  const colour = (name: string) => {
    probe.style.setProperty("color", `var(--_blaxel-${name})`);
    return view.getComputedStyle(probe).color;
  };
  const theme: ITheme = {
    background: colour("logs-background"),
    foreground: colour("text"),
    cursor: colour("text"),
    cursorAccent: colour("logs-background"),
    selectionBackground: colour("terminal-selection"),
  };
  for (const name of COLOURS) {
    theme[name] = colour(`ansi-${name}`);
    theme[`bright${capital(name)}`] = colour(`ansi-${name}`);
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

const capital = <Name extends string>(name: Name) =>
  (name.charAt(0).toUpperCase() + name.slice(1)) as Capitalize<Name>;
