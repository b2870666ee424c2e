import { useEffect, useRef, useState } from "react";
import { lazyChunk } from "../../core";
import type { SandboxError } from "../../errors";
import { emulatorFailed, peerMissing, stylesMissing } from "../terminalErrors";
import { useTerminalTexts, type TerminalTexts } from "../terminalTexts";
import type { SandboxTerminalHandle, SandboxTerminalProps } from "../types";
import { useTerminal } from "../useTerminal";
import type { Emulator } from "./emulator";
import { FindForm } from "./FindForm";
import { KeyBar } from "./KeyBar";
import { TerminalFooter } from "./TerminalFooter";

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
  const [hasCopyFailed, setCopyFailed] = useState(false);
  const { place, emulator, error, again } = useEmulator(terminal, {
    texts,
    allowClipboard,
    onTitleChange,
    onLeave: setLeaves,
    onCopy: (isCopied) => setCopyFailed(!isCopied),
    takeCtrl: () => {
      setCopyFailed(false);
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
            onKey={(key) => write(emulator?.sequenceOf(key) ?? key)}
            onPaste={(text) => emulator?.paste(text)}
          />
        </div>
      )}
      <TerminalFooter
        terminal={terminal}
        error={error}
        isLoaded={emulator !== undefined}
        notice={
          leaves
            ? texts["terminal.leaving"]
            : hasCopyFailed
              ? texts["terminal.copy.failed"]
              : undefined
        }
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
  onCopy: (isCopied: boolean) => void;
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
        onCopy: (isCopied) => latest.current.onCopy(isCopied),
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
    const fail = (error: SandboxError) => {
      if (!isOver) setError(error);
    };
    chunk.load().then(
      (loaded) => {
        try {
          begin(loaded);
        } catch (cause) {
          fail(emulatorFailed(cause));
        }
      },
      (cause: unknown) => fail(peerMissing(cause)),
    );
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
