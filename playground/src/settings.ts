import type { PlaygroundSettings } from "../settings";

/** What the server wrote into the page. */
export const settings: PlaygroundSettings = JSON.parse(
  document.getElementById("playground-settings")?.textContent ?? "{}",
);
