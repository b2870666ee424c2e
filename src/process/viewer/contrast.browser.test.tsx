import { afterEach, expect, it } from "vitest";
import { page } from "vitest/browser";
import { cleanup, render } from "vitest-browser-react";
import { eventually } from "../../../testbed/eventually";
import { SandboxFixture } from "../../testing";
import { ProcessLogs } from "../ProcessLogs";
import "../../styles/styles.css";

afterEach(() => cleanup());

const codes = Array.from({ length: 16 }, (_, at) => (at < 8 ? 30 + at : 82 + at));
const lines = codes.flatMap((code) => [
  `\u001b[${code}mfront ${code}\u001b[0m`,
  `\u001b[${code + 10}mground ${code + 10}\u001b[0m`,
]);

/** The colours on top of each other, as they are painted: red, green and blue from 0 to 1. */
function painted(colours: readonly string[]): readonly number[] {
  const canvas = document.createElement("canvas").getContext("2d", { colorSpace: "srgb" });
  if (!canvas) throw new Error("no canvas");
  for (const colour of colours) {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
  }
  return Array.from(canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)).map((value) => value / 255);
}

function luminance(colour: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = colour.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrastOf(text: Element): number {
  const grounds: string[] = [];
  for (let at: Element | null = text; at; at = at.parentElement) {
    grounds.unshift(getComputedStyle(at).backgroundColor);
  }
  const [front, ground] = [[...grounds, getComputedStyle(text).color], grounds].map((colours) =>
    luminance(painted(colours)),
  );
  const [low = 0, high = 0] = [front ?? 0, ground ?? 0].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

it.each(["light", "dark"])(
  "the 16 colours can be read on %s, as text and as ground",
  async (theme) => {
    await render(
      <div data-blaxel-theme={theme}>
        <SandboxFixture process={{ dev: { lines } }}>
          <ProcessLogs process="dev" style={{ height: 800 }} />
        </SandboxFixture>
      </div>,
    );
    await expect.element(page.getByText("ground 107")).toBeVisible();
    const drawn = () => [...document.querySelectorAll(".blaxel-logs-text > span")];
    await eventually(() => expect(drawn()).toHaveLength(lines.length));
    const texts = drawn();
    const faint = () =>
      texts
        .map((text) => [text.textContent, Math.round(contrastOf(text) * 100) / 100] as const)
        .filter(([, contrast]) => contrast < 4.5);
    expect(faint()).toEqual([]);
    // As under the pointer.
    for (const row of document.querySelectorAll<HTMLElement>(".blaxel-logs-row")) {
      row.style.background = "var(--_blaxel-hover)";
    }
    expect(faint()).toEqual([]);
  },
);
