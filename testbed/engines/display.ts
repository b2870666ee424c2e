import { once } from "node:events";
import { findXvfb } from "../../scripts/engines.js";
import { startProgram } from "./program";
import type { OnUndo } from "./undoable";

/** Starts an X server without a screen; gives its name, such as `":1"`. */
export async function startDisplay(env: Record<string, string>, onUndo: OnUndo): Promise<string> {
  const path = findXvfb();
  if (!path) throw new Error("There is no Xvfb.");
  const args = ["-displayfd", "3", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"];
  const { group, end } = startProgram(path, args, env);
  onUndo(end);
  const told = group.stdio[3];
  if (!told) throw new Error("Xvfb has no way to tell its display.");
  const ended = once(group, "exit").then(() => {
    throw new Error("Xvfb has ended.");
  });
  const [display] = await Promise.race([once(told, "data"), ended]);
  return `:${String(display).trim()}`;
}
