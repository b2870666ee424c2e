import { useSyncExternalStore } from "react";

type Face = typeof import("./previewFace");

let face: Face | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!face) {
    void import("./previewFace").then(
      (loaded) => {
        face = loaded;
        for (const listener of listeners) listener();
      },
      () => {
        // Without its face the preview works, and says its errors in plain text.
      },
    );
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
