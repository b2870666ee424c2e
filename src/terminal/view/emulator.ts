import { FitAddon } from "@xterm/addon-fit";
import { SearchAddon } from "@xterm/addon-search";
import { UnicodeGraphemesAddon } from "@xterm/addon-unicode-graphemes";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { WebglAddon } from "@xterm/addon-webgl";
import { Terminal } from "@xterm/xterm";
import type { TerminalOutput } from "../types";
import { cleanPaste } from "./cleanPaste";
import { handleKeys, type KeysHost } from "./emulatorKeys";
import { readLook } from "./look";
import { muteAnswers } from "./muteAnswers";

/** What an emulator tells, and asks. */
export interface EmulatorHost extends KeysHost {
  onData(data: string): void;
  onSize(cols: number, rows: number): void;
  onTitle(title: string): void;
  /** Whether the shell may write to the clipboard. */
  mayCopy(): boolean;
  /** The text of a marker among the output. */
  marker(kind: "gap" | "unsure" | "dropped" | "new-shell" | "flood"): string;
}

/** A terminal on the page. */
export interface Emulator {
  write(piece: TerminalOutput): void;
  paste(text: string): void;
  focus(): void;
  /** What a key sends that programs can ask for in another spelling. */
  sequenceOf(key: string): string;
  find(text: string, direction: "next" | "previous"): void;
  /** Reads font and colours from the styles again. */
  restyle(): void;
  setScreenReader(on: boolean): void;
  close(): void;
}

const SCROLLBACK = 5_000;
const LONGEST_TITLE = 200;
/** More than this waits to be drawn: the emulator itself throws at five times as much. */
const MOST_PENDING = 10_000_000;
/** Initial modes, as a new shell expects them; the cursor stays, the scrollback too. */
const CLEAN_MODES =
  "\u0018\u001b[?1049l\u001b7\u001b[r\u001b[?6l\u001b8\u001b[0m\u001b(B\u000f\u001b[4l" +
  "\u001b[?1;9;1000;1002;1003;1004;1005;1006;1015;2004;2026l\u001b[?7;25h\u001b[ q\u001b>";
const ARROW = /^\u001b\[([A-D])$/;
const ALTERNATE = { on: "\u001b[?1049h", off: "\u001b[?1049l" };

/** Makes a terminal in `place`, which is as large as it is to be. */
export function createEmulator(place: HTMLElement, host: EmulatorHost): Emulator {
  const view = place.ownerDocument.defaultView ?? window;
  const openLink = (address: string) => {
    if (/^https?:\/\//i.test(address)) view.open(address, "_blank", "noopener,noreferrer");
  };
  const look = readLook(place);
  const terminal = new Terminal({
    allowProposedApi: true,
    scrollback: SCROLLBACK,
    documentOverride: place.ownerDocument,
    linkHandler: { activate: (_event, address) => openLink(address) },
    ...look,
  });
  const fit = new FitAddon();
  const search = new SearchAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  terminal.loadAddon(new UnicodeGraphemesAddon());
  terminal.loadAddon(new WebLinksAddon((_event, address) => openLink(address)));
  terminal.open(place);
  const answers = muteAnswers(terminal);
  const keys = handleKeys(terminal, place, host);
  terminal.onData(host.onData);
  terminal.onTitleChange((title) => {
    host.onTitle(boundedTitle(title));
  });
  terminal.parser.registerOscHandler(52, (data) => {
    // What was copied long ago is not copied again.
    if (host.mayCopy() && !answers.isMuted()) copy(view, data);
    return true;
  });

  const over = new AbortController();
  const paste = (text: string) => terminal.paste(cleanPaste(text));
  place.addEventListener(
    "paste",
    (event) => {
      event.preventDefault();
      event.stopPropagation();
      paste(event.clipboardData?.getData("text/plain") ?? "");
    },
    { capture: true, signal: over.signal },
  );

  // What is read out follows what is drawn, and is empty after either has been made anew.
  const redraw = () => terminal.refresh(0, terminal.rows - 1);
  const measure = () => {
    // A place that is not shown has no size to go by.
    if (place.clientWidth === 0 || place.clientHeight === 0) return;
    fit.fit();
    host.onSize(terminal.cols, terminal.rows);
    redraw();
  };
  const observer = new view.ResizeObserver(measure);
  observer.observe(place);
  // Elements make a character of another size.
  drawByGraphicsCard(terminal, measure);
  let family = look.fontFamily;
  const restyle = () => {
    const next = readLook(place);
    // The same name again would not be measured: the font behind it may be another one now.
    family = family === next.fontFamily ? `${next.fontFamily}, monospace` : next.fontFamily;
    terminal.options = { ...next, fontFamily: family };
    measure();
  };
  place.ownerDocument.fonts.addEventListener("loadingdone", restyle, { signal: over.signal });

  let pending = 0;
  let isFlooded = false;
  const put = (text: string) => {
    pending += text.length;
    terminal.write(text, () => {
      pending -= text.length;
      if (!isFlooded || pending > 0) return;
      isFlooded = false;
      mark("flood");
    });
  };
  const mark = (kind: Parameters<EmulatorHost["marker"]>[0]) =>
    put(`\u0018\r\n\u001b[0;7m ${host.marker(kind)} \u001b[0m\r\n`);

  return {
    write({ kind, text }) {
      if (kind === "output" || kind === "replay") {
        isFlooded ||= pending > MOST_PENDING;
        if (isFlooded) return;
        if (kind === "output") put(text);
        else answers.mute(() => put(inItsScreen(terminal, text)), redraw);
        return;
      }
      if (kind === "new-shell") put(CLEAN_MODES);
      mark(kind);
    },
    paste,
    focus: () => terminal.focus(),
    sequenceOf: (key) =>
      terminal.modes.applicationCursorKeysMode ? key.replace(ARROW, "\u001bO$1") : key,
    find(text, direction) {
      if (direction === "next") search.findNext(text);
      else search.findPrevious(text);
    },
    restyle,
    setScreenReader(on) {
      terminal.options.screenReaderMode = on;
      redraw();
    },
    close() {
      over.abort();
      observer.disconnect();
      keys.close();
      terminal.dispose();
    },
  };
}

/** Without what is not drawn, and cut between two characters. */
const boundedTitle = (title: string) =>
  title
    .replace(/\p{C}/gu, "")
    .slice(0, LONGEST_TITLE)
    .replace(/\p{Cs}$/u, "");

/** What lacks the switch to the alternate screen, but switches back, began there. */
function inItsScreen({ buffer }: Terminal, replay: string): string {
  const off = replay.indexOf(ALTERNATE.off);
  const on = replay.indexOf(ALTERNATE.on);
  const beganThere = off >= 0 && (on < 0 || on > off) && buffer.active.type === "normal";
  return beganThere ? ALTERNATE.on + replay : replay;
}

function drawByGraphicsCard(terminal: Terminal, onLoss: () => void): void {
  try {
    const addon = new WebglAddon();
    // The emulator draws by elements again.
    addon.onContextLoss(() => {
      addon.dispose();
      onLoss();
    });
    terminal.loadAddon(addon);
  } catch {
    // There is no WebGL here: elements do.
  }
}

/** What a shell wants in the clipboard: `c;` and base64. */
function copy({ navigator, atob }: Window & typeof globalThis, data: string): void {
  const [, encoded = ""] = /^[cps]*;([A-Za-z0-9+/=]+)$/.exec(data) ?? [];
  if (encoded === "") return;
  try {
    const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
    void navigator.clipboard.writeText(new TextDecoder().decode(bytes)).catch(() => undefined);
  } catch {
    // It is no base64, or there is no clipboard: a shell is not told.
  }
}
