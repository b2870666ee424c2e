// For the browser tests of this folder: terminals on a page, and what their emulators hold.
import { Terminal } from "@xterm/xterm";
import { StrictMode, useEffect } from "react";
import { expect } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import { eventually } from "../../testbed/eventually";
import type { BrowserStack } from "../../testbed/browserStack";
import { SandboxProvider, useSandboxSession } from "../session";
import { SandboxTerminal } from "./SandboxTerminal";
import type { SandboxTerminalProps } from "./types";
import "@xterm/xterm/css/xterm.css";
import "../styles/styles.css";

/** A terminal on the page. */
export interface ShownTerminal {
  readonly view: HTMLElement;
  /** The emulator, once it is loaded. */
  emulator(): Terminal;
  /** The lines from the start of the scrollback on, those that were broken put together. */
  lines(): string[];
  /** The rows in sight. */
  rows(): string[];
  /** Waits until the lines match. */
  shows(wanted: string | RegExp): Promise<void>;
  is(status: string): Promise<void>;
  focus(): void;
  paste(text: string): void;
  /**
   * Types a line as a paste, which knows any character, once the shell asks for one: what comes sooner may
   * go to the program before it, or stand before the prompt.
   */
  run(command: string): Promise<void>;
  /** Presses keys, in the words of `userEvent.keyboard`. */
  type(keys: string): Promise<void>;
}

/** That of a plain shell, after which nothing is typed yet. */
const PROMPT = /[$#]$/;

const opened: WeakRef<Terminal>[] = [];
// No spy, which would keep all that it was called on.
const { open } = Terminal.prototype;
Terminal.prototype.open = function (parent) {
  opened.push(new WeakRef(this));
  open.call(this, parent);
};

/** The emulators that were ever made and are still held. */
export const emulatorsLeft = () => opened.filter((one) => one.deref() !== undefined).length;

let refresh: (() => Promise<void>) | undefined;

/** Asks the backend for the session that comes next. */
export const rotate = async () => {
  await refresh?.();
};

function Refresher() {
  const session = useSandboxSession();
  useEffect(() => {
    refresh = session.refresh;
  });
  return null;
}

/** Shows a terminal for each of these, on a plain shell. */
export async function showTerminals(
  stack: Pick<BrowserStack, "endpoint">,
  ...shown: SandboxTerminalProps[]
) {
  const page = await render(
    <StrictMode>
      <SandboxProvider endpoint={stack.endpoint}>
        <Refresher />
        {shown.map((props, index) => (
          <SandboxTerminal
            key={index}
            shell="/bin/sh"
            style={{ width: 800, height: 400 }}
            {...props}
          />
        ))}
        <button>After</button>
      </SandboxProvider>
    </StrictMode>,
  );
  const views = [...page.container.querySelectorAll<HTMLElement>(".blaxel-terminal")];
  return { ...page, terminals: views.map(terminalIn) };
}

/** Shows one, and waits for its prompt. */
export async function showTerminal(
  stack: Pick<BrowserStack, "endpoint">,
  props: SandboxTerminalProps = {},
) {
  const page = await showTerminals(stack, props);
  const [terminal] = page.terminals;
  if (!terminal) throw new Error("There is no terminal.");
  await terminal.shows(/^[$#]/m);
  return { ...page, ...terminal };
}

function terminalIn(view: HTMLElement): ShownTerminal {
  const emulator = () => {
    const found = opened
      .map((one) => one.deref())
      .findLast((one) => one?.element && view.contains(one.element));
    if (!found) throw new Error(`There is no emulator: ${view.textContent}`);
    return found;
  };
  const lines = () => {
    const { active } = emulator().buffer;
    const found: string[] = [];
    for (let at = 0; at < active.length; at++) {
      const line = active.getLine(at);
      const isBroken = active.getLine(at + 1)?.isWrapped ?? false;
      const text = line?.translateToString(!isBroken) ?? "";
      if (line?.isWrapped) found.push((found.pop() ?? "") + text);
      else found.push(text);
    }
    // Programs that draw the whole screen fill it with spaces.
    return found.map((line) => line.trimEnd());
  };
  const focus = () => emulator().focus();
  const paste = (text: string) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    emulator().textarea?.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
  };
  return {
    view,
    emulator,
    lines,
    rows: () => {
      const { buffer, rows } = emulator();
      const { active } = buffer;
      return Array.from({ length: rows }, (_, row) =>
        (active.getLine(active.viewportY + row)?.translateToString(true) ?? "").trimEnd(),
      );
    },
    shows: (wanted) =>
      eventually(() => {
        const text = lines().join("\n");
        const isShown = typeof wanted === "string" ? text.includes(wanted) : wanted.test(text);
        if (!isShown) throw new Error(`Not shown: ${String(wanted)} in ${text.trim().slice(-400)}`);
      }),
    is: (status) => eventually(() => expect(view.dataset["status"]).toBe(status)),
    focus,
    paste,
    run: async (command) => {
      await eventually(() => expect(lines().join("\n").trimEnd()).toMatch(PROMPT));
      focus();
      paste(`${command}\n`);
    },
    type: async (keys) => {
      focus();
      await userEvent.keyboard(keys);
    },
  };
}
