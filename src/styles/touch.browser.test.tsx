// A finger needs room: 44 px for what stands alone, 24 px for a link within a line.
import { createRoot } from "react-dom/client";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cdp } from "vitest/browser";
import { Gallery } from "../../testbed/gallery";
import { galleryDrawn } from "../../testbed/galleryDrawn";
import { libraries } from "../../testbed/libraries";
import { resets } from "../../testbed/resets";
import kit from "./styles.css?inline";

const touch = (enabled: boolean) =>
  cdp().send("Emulation.setTouchEmulationEnabled", { enabled, maxTouchPoints: 1 });

const sheet = document.head.appendChild(document.createElement("style"));
const root = createRoot(document.body.appendChild(document.createElement("div")));
beforeAll(async () => {
  await touch(true);
  sheet.textContent = kit;
  root.render(<Gallery />);
  await galleryDrawn();
  for (const details of document.querySelectorAll("details")) details.open = true;
});
afterAll(async () => {
  root.unmount();
  sheet.remove();
  await touch(false);
});

const components = document.body.getElementsByTagName("main");

/** What a finger may want to meet, and does not meet easily. */
function tooSmall(): string[] {
  const controls = [...components].flatMap((main) => [
    ...main.querySelectorAll("button, input, select, summary, a"),
  ]);
  expect(controls.length).toBeGreaterThan(60);
  return controls.flatMap((control) => {
    const { width, height } = control.getBoundingClientRect();
    const least = control.matches(".blaxel-logs-link") ? 24 : 44;
    // Fractions of a pixel come of the scale of the screen.
    if (Math.min(width, height) > least - 0.1) return [];
    const name = control.ariaLabel ?? control.textContent;
    return [`${control.tagName} ${control.className} ${name}: ${width} × ${height}`];
  });
}

it("is a finger that points", () => {
  expect(matchMedia("(pointer: coarse)").matches).toBe(true);
});

it.each(Object.entries({ nothing: "", ...resets, ...libraries }))(
  "gives fingers room under %s",
  (_, other) => {
    for (const styles of [other + kit, kit + other]) {
      sheet.textContent = styles;
      expect(tooSmall()).toEqual([]);
    }
  },
);
