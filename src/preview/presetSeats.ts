import type { SessionStore } from "../session";
import type { PreviewSeat } from "./previewSeat";

/** The seats of previews whose state was preset, for `blaxel-react/testing`. */
export const presetSeats = new WeakMap<SessionStore, PreviewSeat>();
