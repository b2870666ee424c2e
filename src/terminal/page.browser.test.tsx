import { afterEach, describe, expect, it, vi } from "vitest";
import { commands } from "vitest/browser";
import { eventually } from "../../testbed/eventually";
import { startBrowserStack, type BrowserStack } from "../../testbed/browserStack";
import { showTerminal, showTerminals, type ShownTerminal } from "./terminalPage";

let stack: BrowserStack;
afterEach(async () => {
  vi.restoreAllMocks();
  document.documentElement.removeAttribute("style");
  document.fonts.clear();
  await commands.setPixelRatio(0);
  await stack.stop();
});

const elements = ({ emulator }: ShownTerminal) => {
  const { element } = emulator();
  const screen = element?.querySelector<HTMLElement>(".xterm-screen");
  if (!element?.parentElement || !screen) throw new Error("There is no emulator on the page.");
  return { place: element.parentElement, screen };
};
const cellWidth = (one: ShownTerminal) => elements(one).screen.clientWidth / one.emulator().cols;

/** As many characters as there is room for, and the shell knows how many. */
async function fits(one: ShownTerminal) {
  await eventually(() => {
    const { place, screen } = elements(one);
    const { cols, rows } = one.emulator();
    const [width, height] = [screen.clientWidth / cols, screen.clientHeight / rows];
    expect(place.clientHeight - screen.clientHeight).toBeGreaterThanOrEqual(0);
    expect(place.clientHeight - screen.clientHeight).toBeLessThan(height);
    expect(place.clientWidth - screen.clientWidth).toBeGreaterThanOrEqual(0);
    // Beside the text is the bar of the scrollback.
    expect(place.clientWidth - screen.clientWidth).toBeLessThan(width + 20);
  });
  const { cols, rows } = one.emulator();
  await one.run("clear; stty size");
  await one.shows(new RegExp(`^${rows} ${cols}$`, "m"));
}

describe("the size of a terminal", () => {
  it("follows a font that comes late, and one that a variable names", async () => {
    stack = await startBrowserStack();
    document.documentElement.style.setProperty("--blaxel-font-mono", "Late, monospace");
    const one = await showTerminal(stack);
    const before = cellWidth(one);
    const { default: address } =
      await import("../../node_modules/storybook/assets/browser/nunito-sans-regular.woff2?url");
    const late = new FontFace("Late", `url(${address})`);
    document.fonts.add(late);
    await late.load();
    await eventually(() => expect(Math.abs(cellWidth(one) - before)).toBeGreaterThan(1));
    await fits(one);
    document.documentElement.style.setProperty("--blaxel-font-mono", "monospace");
    await eventually(() => expect(Math.abs(cellWidth(one) - before)).toBeLessThan(0.5));
    await fits(one);
    document.documentElement.style.setProperty("--blaxel-terminal-font-size", "26px");
    await eventually(() => expect(cellWidth(one)).toBeGreaterThan(before * 1.7));
    await fits(one);
  });

  it("follows the pixels of another screen", async () => {
    stack = await startBrowserStack();
    const one = await showTerminal(stack, { style: { width: 777, height: 333 } });
    await fits(one);
    for (const ratio of [1.3, 2.65, 1]) {
      await commands.setPixelRatio(ratio);
      await eventually(() => expect(devicePixelRatio).toBeCloseTo(ratio));
      await fits(one);
    }
  });

  it("is not known in a place without one: nothing is connected until it has", async () => {
    stack = await startBrowserStack();
    const { terminals } = await showTerminals(
      stack,
      { sessionId: "none", style: { display: "none", width: 640, height: 300 } },
      { sessionId: "flat", style: { width: 640, height: 0, minHeight: 0 } },
      { sessionId: "tiny", style: { width: 1, height: 1 } },
    );
    const [none, flat, tiny] = terminals;
    if (!none || !flat || !tiny) throw new Error("All three have to be there.");
    for (const { emulator } of terminals) await eventually(() => expect(emulator()).toBeDefined());
    await none.is("idle");
    const sockets = (await stack.call("requests")).filter(({ path }) => path.includes("terminal"));
    expect(sockets.length).toBeLessThanOrEqual(2);
    none.view.style.display = "";
    flat.view.style.height = tiny.view.style.height = "300px";
    tiny.view.style.width = "640px";
    for (const one of terminals) {
      await one.is("open");
      await one.shows(/[$#]/);
      await fits(one);
    }
    none.view.style.display = "none";
    none.view.style.display = "";
    await fits(none);
  });
});

describe("a terminal on its page", () => {
  it("is drawn by elements once the graphics card is lost", async () => {
    stack = await startBrowserStack();
    const one = await showTerminal(stack);
    await one.run("echo b''efore");
    await one.shows(/^before$/m);
    const { screen } = elements(one);
    const contexts = [...screen.querySelectorAll("canvas")].map((canvas) =>
      canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context"),
    );
    // This browser draws by WebGL.
    expect(contexts.some((each) => each)).toBe(true);
    for (const each of contexts) each?.loseContext();
    await eventually(() => {
      expect(screen.querySelector(".xterm-rows")?.textContent).toContain("before");
    });
    await fits(one);
    await one.run("echo af''ter");
    await eventually(() => {
      expect(screen.querySelector(".xterm-rows")?.textContent).toContain("after");
    });
  });

  it("takes what an input method composes, once", async () => {
    stack = await startBrowserStack();
    const one = await showTerminal(stack);
    await one.type("echo ");
    await commands.compose(["n", "に", "にほ", "日本"]);
    await commands.compose(["語"]);
    await one.type("{Enter}");
    await one.shows(/^日本語$/m);
    expect(one.lines().join("\n")).not.toMatch(/に|n日/);
  });

  it("says that the browser does not allow copying, and keeps what was selected", async () => {
    stack = await startBrowserStack();
    const copied = vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("no"));
    const one = await showTerminal(stack);
    await one.run("echo wo''rd; sleep 1000");
    await one.shows(/^word$/m);
    one.emulator().selectAll();
    await one.type("{Control>}c{/Control}");
    await eventually(() => expect(one.view.textContent).toContain("does not allow copying"));
    expect(one.emulator().hasSelection()).toBe(true);
    copied.mockResolvedValue();
    await one.type("{Control>}c{/Control}");
    await eventually(() => expect(one.view.textContent).not.toContain("does not allow copying"));
    expect(copied.mock.lastCall?.[0]).toContain("word");
    expect(one.emulator().hasSelection()).toBe(false);
  });
});
