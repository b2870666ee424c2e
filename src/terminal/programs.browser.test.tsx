import { afterEach, describe, expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { eventually } from "../../testbed/eventually";
import { startBrowserStack, type BrowserStack } from "../../testbed/browserStack";
import { showTerminal, showTerminals } from "./terminalPage";

let stack: BrowserStack;
afterEach(async () => {
  vi.restoreAllMocks();
  await stack.stop();
});

const SOCKET = { path: "/terminal/ws" } as const;
const APP = { workingDir: "/app" } as const;

describe("programs in a terminal", () => {
  it("an editor changes a file: keys, a paste as one text, and what it wrote", async () => {
    stack = await startBrowserStack({ files: { "/app/note.txt": "first\n" } });
    const one = await showTerminal(stack, APP);
    // One of them is on every machine that has git; `less` writes what it was piped into a file.
    await one.run("command -v vim || command -v vi || command -v less || echo no''ne");
    await one.shows(/(\/vim|\/vi|\/less|^none)$/m);
    const text = one.lines().join("\n");
    if (/\/vim?$/m.test(text)) {
      await one.run("$(command -v vim || command -v vi) -u NONE -N note.txt");
      await one.shows(/^~$/m);
      expect(one.emulator().buffer.active.type).toBe("alternate");
      await one.type("osecond{Escape}");
      await one.shows(/^second$/m);
      await one.type(":set paste{Enter}o");
      one.paste("  third\n    fourth");
      await one.shows(/^ {4}fourth$/m);
      await one.type("{Escape}:wq{Enter}");
    } else {
      await one.run("printf 'first\\nsecond\\n  third\\n    fourth\\n' | less");
      await one.shows(/END/);
      await one.type("snote.txt{Enter}q");
    }
    await eventually(() => expect(one.emulator().buffer.active.type).toBe("normal"));
    await one.run("cat note.txt; echo e''nd");
    await one.shows(/^first\nsecond\n {2}third\n {4}fourth\nend$/m);
  });

  it("a pager is drawn anew after three resizes and over a reconnect, and the shell knows the size", async () => {
    const list = Array.from({ length: 500 }, (_, line) => `${line + 1}\n`).join("");
    stack = await startBrowserStack({ files: { "/app/list": list } });
    const one = await showTerminal(stack, APP);
    await one.run("less list");
    await one.shows(/^1\n2\n3\n/m);
    const sizes = [
      [500, 300],
      [900, 200],
      [640, 420],
    ] as const;
    for (const [width, height] of sizes) {
      const before = one.emulator().rows;
      one.view.style.width = `${width}px`;
      one.view.style.height = `${height}px`;
      await eventually(() => expect(one.emulator().rows).not.toBe(before));
      const numbers = Array.from({ length: one.emulator().rows - 1 }, (_, row) => String(row + 1));
      await eventually(() => expect(one.rows().slice(0, -1)).toEqual(numbers));
      // What is drawn is as large as the place for it, but for a part of a character.
      const { cols, rows, element } = one.emulator();
      const place = element?.parentElement?.getBoundingClientRect();
      const drawn = element?.querySelector(".xterm-screen")?.getBoundingClientRect();
      if (!place || !drawn) throw new Error("There is no emulator on the page.");
      expect(place.height - drawn.height).toBeGreaterThanOrEqual(0);
      expect(place.height - drawn.height).toBeLessThan(drawn.height / rows);
      expect(place.width - drawn.width).toBeLessThan((drawn.width / cols) * 4);
    }
    await stack.call("injectFault", { type: "cut", on: SOCKET, times: 1, abruptly: true });
    await one.is("reconnecting");
    await one.is("open");
    // With the keys that a program has asked for.
    await one.type("{ArrowDown}");
    await eventually(() => expect(one.rows()[0]).toBe("2"));
    await one.type("q");
    const { cols, rows } = one.emulator();
    await one.run("stty size");
    await one.shows(new RegExp(`^${rows} ${cols}$`, "m"));
  });

  it("the bar's arrows are those that a program has asked for", async () => {
    stack = await startBrowserStack();
    const one = await showTerminal(stack, { keyBar: true });
    await one.run("printf '\\033[?1h'; cat -v");
    await one.shows(/cat -v$/m);
    await eventually(() => expect(one.emulator().modes.applicationCursorKeysMode).toBe(true));
    await userEvent.click(one.getByRole("button", { name: "↑" }));
    await one.shows("^[OA");
  });

  it("24-bit colour, CJK and joined emoji are in the cells", async () => {
    stack = await startBrowserStack();
    const one = await showTerminal(stack);
    await one.run("printf '\\033[38;2;1;2;3;48;2;250;128;7mX\\033[0m日👩‍👩‍👧e\\n'; echo e''nd");
    await one.shows(/^X日👩‍👩‍👧e\nend$/m);
    const { active } = one.emulator().buffer;
    const row = one.lines().indexOf("X日👩‍👩‍👧e");
    const cell = (column: number) => active.getLine(row)?.getCell(column);
    expect(cell(0)?.isFgRGB()).toBe(true);
    expect(cell(0)?.getFgColor()).toBe(0x010203);
    expect(cell(0)?.getBgColor()).toBe(0xfa8007);
    expect([1, 3, 5].map((column) => [cell(column)?.getChars(), cell(column)?.getWidth()])).toEqual(
      [
        ["日", 2],
        ["👩‍👩‍👧", 2],
        ["e", 1],
      ],
    );
  });
});

describe("what programs may do", () => {
  it("a title is bounded and whole, and nothing in it is not drawn", async () => {
    stack = await startBrowserStack();
    const titles: string[] = [];
    const one = await showTerminal(stack, { onTitleChange: (title) => titles.push(title) });
    await one.run(
      "printf '\\033]0;a\\342\\200\\256b%0199d👩👩\\007\\033]2;short\\007' 0; echo e''nd",
    );
    await one.shows(/^end$/m);
    expect(titles).toHaveLength(2);
    expect(titles[0]?.length).toBeLessThanOrEqual(200);
    expect(titles[0]).not.toMatch(/\p{Cs}/u);
    expect(titles[1]).toBe("short");
    await one.run("printf '\\033]0;%0197d👩👩\\007' 0");
    await eventually(() => expect(titles).toHaveLength(3));
    expect(titles[2]).not.toMatch(/\p{Cs}/u);
  });

  it("the clipboard is closed to them unless allowed, and to a replay always", async () => {
    stack = await startBrowserStack();
    const copied = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    const read = vi.spyOn(navigator.clipboard, "readText").mockResolvedValue("secret");
    const ask =
      "printf '\\033]52;c;%s\\007' $(printf 'a copy' | base64); printf '\\033]52;c;?\\007'";
    const closed = await showTerminal(stack, { sessionId: "closed" });
    await closed.run(`${ask}; echo e''nd`);
    await closed.shows(/^end$/m);
    expect(copied).not.toHaveBeenCalled();
    await closed.unmount();
    const open = await showTerminal(stack, { sessionId: "open", allowClipboard: true });
    await open.run(`${ask}; echo e''nd`);
    await eventually(() => expect(copied).toHaveBeenCalledWith("a copy"));
    await open.shows(/^end$/m);
    expect(read).not.toHaveBeenCalled();
    await open.unmount();
    copied.mockClear();
    const again = await showTerminals(stack, { sessionId: "open", allowClipboard: true });
    await again.terminals[0]?.shows(/^end$/m);
    expect(copied).not.toHaveBeenCalled();
  });

  it("links lead to http(s) only, without opener", async () => {
    stack = await startBrowserStack();
    const opened = vi.spyOn(window, "open").mockReturnValue(null);
    const one = await showTerminal(stack);
    const link = (address: string, name: string) =>
      `\\033]8;;${address}\\033\\\\${name}\\033]8;;\\033\\\\\\n`;
    await one.run(
      `clear; printf 'https://blaxel.ai/plain\\n${link("https://blaxel.ai/named", "named")}${link(
        "javascript:alert(1)",
        "script",
      )}${link("file:///etc/passwd", "file")}'`,
    );
    await one.shows(/plain\nnamed\nscript\nfile\n/);
    const click = async (name: string) => {
      const { element, rows } = one.emulator();
      const screen = element?.querySelector(".xterm-screen");
      if (!screen) throw new Error("There is no screen.");
      const { left, top, height } = screen.getBoundingClientRect();
      const row = one.rows().indexOf(name);
      const at = { clientX: left + 12, clientY: top + ((row + 0.5) * height) / rows };
      const send = (type: string) =>
        screen.dispatchEvent(new MouseEvent(type, { ...at, bubbles: true, cancelable: true }));
      // Elsewhere first: the emulator looks for a link where the pointer comes to a cell.
      send("mouseout");
      send("mousemove");
      await new Promise(requestAnimationFrame);
      send("mousedown");
      send("mouseup");
    };
    await eventually(async () => {
      await click("named");
      expect(opened).toHaveBeenCalled();
    });
    expect(opened).toHaveBeenLastCalledWith(
      "https://blaxel.ai/named",
      "_blank",
      "noopener,noreferrer",
    );
    await eventually(async () => {
      await click("https://blaxel.ai/plain");
      expect(opened.mock.lastCall?.[0]).toBe("https://blaxel.ai/plain");
    });
    opened.mockClear();
    for (const name of ["script", "file"]) await click(name);
    expect(opened).not.toHaveBeenCalled();
  });
});
