import type { SessionStore } from "../session";
import type { PreviewStore } from "./previewStore";

/** The stores of previews whose state was preset, for `blaxel-react/testing`. */
export const staticPreviews = new WeakMap<SessionStore, PreviewStore>();
