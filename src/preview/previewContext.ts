import { createContext } from "react";
import type { PreviewInputs } from "./previewOptions";
import { createPreviewStore, type PreviewStore } from "./previewStore";

/** Where the previews inside get their stores from. */
interface PreviewContextValue {
  createStore(inputs: PreviewInputs): PreviewStore;
  /** How long an empty overlay may stay: most pages are there before, and then nothing flickers. */
  overlayAfterMs: number;
}

export const PreviewContext = createContext<PreviewContextValue>({
  createStore: createPreviewStore,
  overlayAfterMs: 1_000,
});
