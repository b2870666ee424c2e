import { startTransition, useEffect, useState, useSyncExternalStore } from "react";

type Face = typeof import("./previewFace");

/** How long an empty cover may stay: most pages are there before, and then nothing flickers. */
const PATIENCE_MS = 1_000;

/** Set once it has been rendered somewhere: from then on a preview begins with it. */
let known: Face | undefined;
const never = () => () => undefined;
const remember = (face: Face | undefined) => {
  known ??= face;
};

/**
 * The components around the frame, once they are loaded: none is needed to show the page. Laying
 * them out takes longer than all else that a preview does, so they give way to the page: they come
 * in a transition, when there is something to say or to operate.
 */
export function useFace(isDue: boolean): Face | undefined {
  const before = useSyncExternalStore(
    never,
    () => known,
    () => undefined,
  );
  const [worn, wear] = useState<Face>();
  useEffect(() => {
    let isHere = true;
    const due = new Promise((resolve) => {
      setTimeout(resolve, isDue ? 0 : PATIENCE_MS);
    });
    void Promise.all([import("./previewFace"), due]).then(
      ([face]) => {
        if (isHere) startTransition(() => wear(face));
      },
      // Without its face the preview works, and says its errors in plain text.
      () => undefined,
    );
    return () => {
      isHere = false;
    };
  }, [isDue]);
  useEffect(() => remember(worn), [worn]);
  return worn ?? before;
}
