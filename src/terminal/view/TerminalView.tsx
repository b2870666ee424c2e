import { useEffect, useRef, useState, type FormEvent } from "react";
import { lazyChunk } from "../../core";
import type { SandboxError } from "../../errors";
import { peerMissing, stylesMissing } from "../terminalErrors";
import { useTerminalTexts, type TerminalTexts } from "../terminalTexts";
import type { SandboxTerminalHandle, SandboxTerminalProps } from "../types";
import { useTerminal } from "../useTerminal";
import type { Emulator } from "./emulator";
import { KeyBar } from "./KeyBar";

const emulatorChunk = lazyChunk<typeof import("./emulator")>(
  () => import("./emulator"),
  "createEmulator",
  "The terminal's emulator",
);

/** The terminal itself. */
export function TerminalView({
  sessionId,
  workingDir,
  shell,
  enabled,
  title,
  toolbar = true,
  keyBar = "touch",
  screenReader = false,
  allowClipboard = false,
  onTitleChange,
  className = "",
  style,
  ...attributes
}: SandboxTerminalProps) {
  const texts = useTerminalTexts();
  const terminal = useTerminal({ sessionId, workingDir, shell, enabled });
  const [isCtrl, setCtrl] = useState(false);
  const [leaves, setLeaves] = useState(false);
  const { place, emulator, error, again } = useEmulator(terminal, {
    texts,
    allowClipboard,
    onTitleChange,
    onLeave: setLeaves,
    takeCtrl: () => {
      setCtrl(false);
      return isCtrl;
    },
  });
  useEffect(() => emulator?.setScreenReader(screenReader), [emulator, screenReader]);
  const write = (text: string) => {
    terminal.write(text);
    emulator?.focus();
  };

  return (
    <section
      {...attributes}
      className={`blaxel-logs blaxel-terminal ${className}`.trim()}
      style={style}
      data-status={error ? "error" : terminal.status}
      aria-label={title ?? texts["terminal.label"]}
    >
      {toolbar && <FindForm texts={texts} emulator={emulator} />}
      <div ref={place} className="blaxel-terminal-place" translate="no" dir="ltr" />
      <p className="blaxel-visually-hidden">{texts["terminal.leave"]}</p>
      {keyBar !== false && (
        <div className="blaxel-terminal-touch" data-always={keyBar === true || undefined}>
          <KeyBar
            texts={texts}
            isCtrl={isCtrl}
            onCtrl={setCtrl}
            onKey={write}
            onPaste={(text) => emulator?.paste(text)}
          />
        </div>
      )}
      <Status
        terminal={terminal}
        error={error}
        isLoaded={emulator !== undefined}
        leaves={leaves}
        texts={texts}
        onAgain={() => {
          if (error) again();
          else terminal.restart();
          emulator?.focus();
        }}
      />
    </section>
  );
}

const MARKERS = {
  gap: "terminal.gap",
  unsure: "terminal.unsure",
  dropped: "terminal.dropped",
  "new-shell": "terminal.new",
  flood: "terminal.flood",
} as const;

interface EmulatorWishes {
  texts: TerminalTexts;
  allowClipboard: boolean;
  onTitleChange: ((title: string) => void) | undefined;
  onLeave: (leaves: boolean) => void;
  /** Whether Ctrl is pressed on the bar, which counts once. */
  takeCtrl: () => boolean;
}

/** An emulator in a place of the page, joined to a terminal; loaded when it is first needed. */
function useEmulator({ output, write, resize }: SandboxTerminalHandle, wishes: EmulatorWishes) {
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(wishes);
  useEffect(() => {
    latest.current = wishes;
  });
  // Another one each time that the user asks for the emulator again.
  const [chunk, setChunk] = useState({ load: emulatorChunk.load });
  const [emulator, setEmulator] = useState<Emulator>();
  const [error, setError] = useState<SandboxError>();

  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    let isOver = false;
    let close = () => {};
    const begin = ({ createEmulator }: typeof import("./emulator")) => {
      if (isOver) return;
      const made = createEmulator(element, {
        onData: (data) => write(latest.current.takeCtrl() ? withCtrl(data) : data),
        onSize: resize,
        onTitle: (title) => latest.current.onTitleChange?.(title),
        onLeave: (leaves) => latest.current.onLeave(leaves),
        mayCopy: () => latest.current.allowClipboard,
        marker: (kind) => latest.current.texts[MARKERS[kind]],
      });
      const stop = output.subscribe(made.write);
      const stopWatching = watchLook(element, made.restyle);
      close = () => {
        stop();
        stopWatching();
        made.close();
      };
      setError(hasStyles(element) ? undefined : stylesMissing());
      setEmulator(made);
    };
    chunk.load().then(begin, (cause: unknown) => {
      if (!isOver) setError(peerMissing(cause));
    });
    return () => {
      isOver = true;
      close();
      setEmulator(undefined);
    };
  }, [output, write, resize, chunk]);

  return { place, emulator, error, again: () => setChunk({ ...chunk }) };
}

/** A letter with Ctrl, as a keyboard would send it. */
function withCtrl(data: string): string {
  const code = data.toUpperCase().charCodeAt(0);
  return data.length === 1 && code >= 64 && code < 96 ? String.fromCharCode(code - 64) : data;
}

/** Without its style sheet the emulator's own field for input stands in the page. */
function hasStyles(place: HTMLElement): boolean {
  const field = place.querySelector(".xterm-helper-textarea");
  return field === null || getComputedStyle(field).position === "absolute";
}

/** Calls back when light and dark, or what a theme switch writes into the page, may have changed. */
function watchLook(place: HTMLElement, onChange: () => void): () => void {
  const { ownerDocument } = place;
  const view = ownerDocument.defaultView ?? window;
  const observer = new view.MutationObserver(onChange);
  const options = {
    attributes: true,
    attributeFilter: ["class", "style", "data-theme", "data-blaxel-theme", "data-bs-theme"],
  };
  for (let node = place.parentElement; node; node = node.parentElement) {
    observer.observe(node, options);
  }
  const wishes = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((wish) =>
    view.matchMedia(wish),
  );
  for (const wish of wishes) wish.addEventListener("change", onChange);
  return () => {
    observer.disconnect();
    for (const wish of wishes) wish.removeEventListener("change", onChange);
  };
}

function FindForm({ texts, emulator }: { texts: TerminalTexts; emulator: Emulator | undefined }) {
  const [query, setQuery] = useState("");
  const find = (direction: "next" | "previous") => {
    if (query !== "") emulator?.find(query, direction);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    find("next");
  };
  return (
    <div className="blaxel-logs-toolbar">
      <form className="blaxel-logs-find" aria-label={texts["terminal.find"]} onSubmit={submit}>
        <input
          className="blaxel-logs-query"
          role="searchbox"
          placeholder={texts["terminal.find"]}
          aria-label={texts["terminal.find"]}
          value={query}
          onChange={({ target }) => setQuery(target.value)}
          onKeyDown={({ key }) => key === "Escape" && setQuery("")}
        />
        <button
          form=""
          className="blaxel-icon-button"
          aria-label={texts["terminal.find.previous"]}
          onClick={() => find("previous")}
        >
          ↑
        </button>
        <button className="blaxel-icon-button" aria-label={texts["terminal.find.next"]}>
          ↓
        </button>
      </form>
    </div>
  );
}

interface StatusProps {
  terminal: SandboxTerminalHandle;
  error: SandboxError | undefined;
  isLoaded: boolean;
  leaves: boolean;
  texts: TerminalTexts;
  onAgain: () => void;
}

/** How the terminal is doing, and the way out where there is one. */
function Status({ terminal, error, isLoaded, leaves, texts, onAgain }: StatusProps) {
  const { status } = terminal;
  const problem = error ?? terminal.error;
  const isStuck = error !== undefined || status === "error" || status === "exited";
  const summary = problem
    ? `${problem.message} ${problem.hint}`.replaceAll("`", "")
    : !isLoaded
      ? texts["terminal.loading"]
      : status === "error"
        ? ""
        : texts[`terminal.${status}`];
  return (
    <div className="blaxel-logs-footer">
      <span className="blaxel-logs-summary" role="status" data-failed={problem ? true : undefined}>
        {terminal.isInputRefused
          ? texts["terminal.refused"]
          : leaves
            ? texts["terminal.leaving"]
            : summary}
      </span>
      {isStuck && (
        <button form="" className="blaxel-button" data-primary="" onClick={onAgain}>
          {texts[status === "exited" && !error ? "terminal.again" : "terminal.retry"]}
        </button>
      )}
    </div>
  );
}
