import type { PreviewStore } from "./previewStore";
import type { PreviewState } from "./types";

/** A preview as a test or a story wants to see it. */
export interface PreviewPreset {
  state: PreviewState;
  /** What the frame shows; without it there is no frame. */
  src?: string | undefined;
  /** Receives what a component did to it. */
  onAction(action: "reload" | "navigate" | "retry" | "reveal"): void;
}

const nothing = () => undefined;

/** A preview in one fixed state, for `blaxel-react/testing`. */
export function createStaticPreview({ state, src, onAction }: PreviewPreset): PreviewStore {
  const snapshot = { state, src };
  return {
    subscribe: () => nothing,
    getSnapshot: () => snapshot,
    update: nothing,
    attach: nothing,
    actions: {
      reload: () => onAction("reload"),
      navigate: () => onAction("navigate"),
      retry: () => onAction("retry"),
      reveal: () => onAction("reveal"),
    },
  };
}
