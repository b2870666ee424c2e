import { afterEach, expect, it } from "vitest";
import { cdp } from "vitest/browser";
import { readLook } from "./look";
import "../../styles/styles.css";

const forceColours = (value: "active" | "none") =>
  cdp().send("Emulation.setEmulatedMedia", { features: [{ name: "forced-colors", value }] });

afterEach(() => forceColours("none"));

it("keeps its ground, its text and its colours apart where colours are forced", async () => {
  const place = document.body.appendChild(document.createElement("section"));
  place.className = "blaxel-logs";
  await forceColours("active");
  expect(matchMedia("(forced-colors: active)").matches).toBe(true);
  const { theme = {} } = readLook(place);
  place.remove();
  const { background, foreground, red, green, blue } = theme;
  expect(new Set([background, foreground, red, green, blue]).size).toBe(5);
  expect(theme.selectionBackground).not.toBe(theme.selectionForeground);
});
