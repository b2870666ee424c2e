import { startTransition, useEffect, useState, useSyncExternalStore } from "react";

type Face = typeof import("./previewFace");

/** Set once it has been rendered somewhere: from then on a preview begins with it. */
let known: Face | undefined;
const never = () => () => undefined;

/**
 * The components around the frame, once they are loaded: none is needed to show the page. So they
 * come in a transition, which gives way to the page.
 */
export function useFace(): Face | undefined {
  const before = useSyncExternalStore(
    never,
    () => known,
    () => undefined,
  );
  const [loaded, wear] = useState<Face>();
  useEffect(() => {
    let isHere = true;
    // Without its face the preview works, and says its errors in plain text.
    void import("./previewFace").then(
      (face) => {
        if (isHere) startTransition(() => wear(face));
      },
      () => undefined,
    );
    return () => {
      isHere = false;
    };
  }, []);
  useEffect(() => {
    known ??= loaded;
  }, [loaded]);
  return loaded ?? before;
}
