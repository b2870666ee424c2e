import { eventually } from "./eventually";
import { lineCount, logTailCount, previewCount } from "./gallery";

/** Resolves when all of a gallery is drawn: toolbars, lines and the terminal come later than the rest. */
export function galleryDrawn(): Promise<void> {
  return eventually(() => {
    const toolbars = document.querySelectorAll(".blaxel-preview-toolbar").length;
    const rows = document.querySelectorAll(".blaxel-logs-row").length;
    const tails = document.querySelectorAll(".blaxel-preview-log").length;
    const isDrawn = toolbars === previewCount && rows === lineCount && tails === logTailCount;
    if (!isDrawn || !document.querySelector(".xterm-screen"))
      throw new Error("The components are not there yet.");
  });
}
