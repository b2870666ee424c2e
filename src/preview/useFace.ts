import { useSyncExternalStore } from "react";

type Face = typeof import("./previewFace");

let face: Face | undefined;
const listeners = new Set<() => void>();

function wear(loaded: Face): void {
  face = loaded;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!face) {
    // Without its face the preview works, and says its errors in plain text.
    void import("./previewFace").then(wear, () => undefined);
  }
  return () => listeners.delete(listener);
}

/** The components around the frame, once they are loaded: none is needed to show the page. */
export function useFace(): Face | undefined {
  return useSyncExternalStore(
    subscribe,
    () => face,
    () => undefined,
  );
}
