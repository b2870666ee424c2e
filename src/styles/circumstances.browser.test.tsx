// Narrow places, long words, forced colours and right-to-left pages.
import { createRoot } from "react-dom/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cdp } from "vitest/browser";
import { Gallery } from "../../testbed/gallery";
import { galleryDrawn } from "../../testbed/galleryDrawn";
import "@xterm/xterm/css/xterm.css";
import "./styles.css";

const place = document.body.appendChild(document.createElement("div"));
const root = createRoot(place);
beforeAll(async () => {
  root.render(<Gallery />);
  await galleryDrawn();
});
afterAll(() => {
  root.unmount();
  place.remove();
});

const all = (selector: string) => [...place.querySelectorAll(selector)];

function one(selector: string, within: Element = place): Element {
  const found = within.querySelector(selector);
  if (!found) throw new Error(`There is no ${selector}.`);
  return found;
}

/** Where the words of an element are drawn, wherever the element ends. */
function wordsOf(element: Element): DOMRect {
  const range = document.createRange();
  range.selectNodeContents(element);
  return range.getBoundingClientRect();
}

/** Whether one is drawn within the other, but for fractions of a pixel. */
const holds = (outer: DOMRect, inner: DOMRect) =>
  inner.left > outer.left - 1 &&
  inner.right < outer.right + 1 &&
  inner.top > outer.top - 1 &&
  inner.bottom < outer.bottom + 1;

const describeButton = (button: Element) => `${button.className}: ${button.textContent}`;

describe.each([332, 228])("in %d px", (width) => {
  beforeAll(() => {
    place.style.width = `${width}px`;
    return () => place.removeAttribute("style");
  });

  it("shows the way out of a problem before what else is known of it", () => {
    const problems = all("[data-panel='error']");
    expect(problems).toHaveLength(2);
    for (const problem of problems) {
      const overlay = problem.closest(".blaxel-preview-overlay") ?? problem;
      const actions = one(".blaxel-preview-actions", problem).getBoundingClientRect();
      expect(holds(overlay.getBoundingClientRect(), actions)).toBe(true);
    }
  });

  it("keeps what is to be typed in one piece", () => {
    expect(one(".blaxel-preview-hint .blaxel-preview-code").getClientRects()).toHaveLength(1);
    expect(wordsOf(one(".blaxel-preview-hint .blaxel-preview-code")).height).toBeLessThan(20);
  });

  it("has the two rows of a log's toolbar, and no word over another", () => {
    for (const log of all(".blaxel-logs:not(.blaxel-terminal)")) {
      const select = one(".blaxel-logs-select", log).getBoundingClientRect();
      const acts = one(".blaxel-logs-acts", log).getBoundingClientRect();
      expect(acts.top).toBe(select.top);
      expect(holds(log.getBoundingClientRect(), acts)).toBe(true);
      const footer = one(".blaxel-logs-footer", log).getBoundingClientRect();
      expect(holds(log.getBoundingClientRect(), footer)).toBe(true);
      const empty = log.querySelector(".blaxel-logs-empty");
      if (empty) expect(wordsOf(empty).bottom).toBeLessThanOrEqual(footer.top);
    }
  });

  it("keeps the words of a button within it, however long they are", () => {
    const buttons = all(".blaxel-button:not(.blaxel-terminal-keys *)");
    expect(buttons.length).toBeGreaterThan(8);
    for (const button of buttons) {
      const words = button.textContent;
      button.textContent = "Zeige die Seite trotzdem, auch wenn sie noch nicht fertig ist";
      expect([
        describeButton(button),
        holds(button.getBoundingClientRect(), wordsOf(button)),
      ]).toEqual([describeButton(button), true]);
      button.textContent = words;
    }
  });

  it("says what a private preview loses beneath the toolbar, and covers nothing", () => {
    const preview = all(".blaxel-preview").at(-1) ?? place;
    const notice = one(".blaxel-preview-warning", preview).getBoundingClientRect();
    const viewport = one(".blaxel-preview-viewport", preview).getBoundingClientRect();
    for (const control of preview.querySelectorAll(
      ".blaxel-preview-toolbar :is(button, a, input)",
    )) {
      expect(control.getBoundingClientRect().bottom).toBeLessThanOrEqual(notice.top);
    }
    expect(notice.bottom).toBeLessThanOrEqual(viewport.top);
    const words = wordsOf(one(".blaxel-preview-warning > span", preview));
    expect(words.width).toBeGreaterThan(0.6 * width);
  });
});

describe("under a finger, in 200 px", () => {
  const touch = (enabled: boolean) =>
    cdp().send("Emulation.setTouchEmulationEnabled", { enabled, maxTouchPoints: 1 });
  beforeAll(async () => {
    place.style.width = "200px";
    await touch(true);
    return async () => {
      place.removeAttribute("style");
      await touch(false);
    };
  });

  it("covers no control of a preview by what is said beneath the toolbar", () => {
    expect(matchMedia("(pointer: coarse)").matches).toBe(true);
    for (const preview of all(".blaxel-preview")) {
      const below = one(".blaxel-preview-bar", preview).nextElementSibling ?? place;
      const { top } = below.getBoundingClientRect();
      const bottoms = [
        ...preview.querySelectorAll(".blaxel-preview-toolbar :is(button, a, input)"),
      ].map((control) => control.getBoundingClientRect().bottom);
      expect(Math.max(...bottoms)).toBeLessThanOrEqual(top);
    }
  });
});

it("does not break the words of a button beside a long message", () => {
  const footer = one(".blaxel-terminal .blaxel-logs-footer");
  const button = document.createElement("button");
  button.className = "blaxel-button";
  button.textContent = "Try again";
  const message = one(".blaxel-logs-summary", footer);
  const words = message.textContent;
  message.textContent = "A long message ".repeat(40);
  footer.append(button);
  expect(wordsOf(button).height).toBeLessThan(20);
  button.remove();
  message.textContent = words;
});

describe("in forced colours", () => {
  const force = (value: string) =>
    cdp().send("Emulation.setEmulatedMedia", { features: [{ name: "forced-colors", value }] });
  beforeAll(async () => {
    await force("active");
    return () => force("none");
  });

  it("moves no line that went to stderr", () => {
    expect(matchMedia("(forced-colors: active)").matches).toBe(true);
    const [first, ...others] = all(".blaxel-logs-text").map(
      (text) => text.getBoundingClientRect().left,
    );
    expect(others.length).toBeGreaterThan(2);
    for (const left of others) expect(left).toBe(first);
    const borders = all(".blaxel-logs-row").map((row) => getComputedStyle(row).borderLeftColor);
    expect(new Set(borders).size).toBe(2);
  });
});

describe("from right to left", () => {
  beforeAll(() => {
    place.dir = "rtl";
    return () => place.removeAttribute("dir");
  });

  it("writes what is to be typed as it is typed", () => {
    const code = one(".blaxel-preview-hint .blaxel-preview-code").firstChild;
    if (!code) throw new Error("There is no code.");
    const [first, last] = [0, "--host".length].map((at) => {
      const range = document.createRange();
      range.setStart(code, at);
      range.setEnd(code, at + 1);
      return range.getBoundingClientRect().left;
    });
    expect(first).toBeLessThan(last ?? NaN);
  });

  it("has the arrows of a keyboard where a keyboard has them", () => {
    const keys = all(".blaxel-terminal-keys button");
    const at = (name: string) =>
      keys.find(({ textContent }) => textContent === name)?.getBoundingClientRect().left ?? NaN;
    expect(at("←")).toBeLessThan(at("→"));
  });
});
