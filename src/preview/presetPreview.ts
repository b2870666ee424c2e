import type { SessionStore } from "../session";
import { staticPreviews } from "./staticPreviews";
import type { PreviewState } from "./previewState";

/** A preview as a test or a story wants to see it. */
export interface PreviewPreset {
  state: PreviewState;
  /** What the frame shows; without it there is no frame. */
  src?: string | undefined;
  /** Told what a component did to it. */
  onAction(action: "reload" | "navigate" | "retry" | "reveal"): void;
}

/** Gives the previews of a session one fixed state, for `blaxel-react/testing`. */
export function presetPreview(store: SessionStore, preset: PreviewPreset): void {
  const snapshot = { state: preset.state, src: preset.src };
  const nothing = () => undefined;
  staticPreviews.set(store, {
    subscribe: () => nothing,
    getSnapshot: () => snapshot,
    update: nothing,
    attach: nothing,
    reload: () => preset.onAction("reload"),
    navigate: () => preset.onAction("navigate"),
    retry: () => preset.onAction("retry"),
    reveal: () => preset.onAction("reveal"),
  });
}
