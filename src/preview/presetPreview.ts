import type { SessionStore } from "../session";
import type { PreviewSeat } from "./previewSeat";
import type { PreviewState } from "./previewState";

const presets = new WeakMap<SessionStore, PreviewPreset>();

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
  presets.set(store, preset);
}

/** The seat of a preview whose state was preset; `undefined` for any other. */
export function presetSeat(store: SessionStore): PreviewSeat | undefined {
  const preset = presets.get(store);
  if (!preset) return undefined;
  const snapshot = { state: preset.state, src: preset.src };
  const nothing = () => undefined;
  return {
    subscribe: () => nothing,
    getSnapshot: () => snapshot,
    update: nothing,
    attach: nothing,
    reload: () => preset.onAction("reload"),
    navigate: () => preset.onAction("navigate"),
    retry: () => preset.onAction("retry"),
    reveal: () => preset.onAction("reveal"),
  };
}
