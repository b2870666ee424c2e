import { startTransition, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { lazyChunk } from "../core";
import type { SandboxError } from "../errors";
import { PreviewContext } from "./previewContext";

type Chrome = typeof import("./previewChrome");

const chromeChunk = /* @__PURE__ */ lazyChunk(() => import("./previewChrome"), "PreviewOverlay");

/** Set once it is shown somewhere: from then on a preview begins with it. */
let known: Chrome | undefined;
const never = () => () => undefined;

/**
 * The components around the frame, once they are loaded: none is needed to show the page. Laying
 * them out takes longer than all else that a preview does, so they give way to the page: they come
 * in a transition, when there is something to say or to operate. `loss` says why they do not come.
 */
export function usePreviewChrome(isDue: boolean): {
  chrome?: Chrome | undefined;
  loss?: SandboxError | undefined;
} {
  const { overlayAfterMs } = useContext(PreviewContext);
  const chrome = useSyncExternalStore(
    never,
    () => known,
    () => undefined,
  );
  const [{ loss }, set] = useState<{ loss?: SandboxError }>({});
  useEffect(() => {
    if (known) return undefined;
    const dueAt = isDue ? 0 : performance.now() + overlayAfterMs;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stopLoading = chromeChunk.keepLoading({
      onLoad(loaded) {
        const show = () =>
          startTransition(() => {
            known = loaded;
            set({});
          });
        timer = setTimeout(show, dueAt - performance.now());
      },
      onLoss: (error) => set({ loss: error }),
    });
    return () => {
      stopLoading();
      clearTimeout(timer);
    };
  }, [isDue, overlayAfterMs]);
  return { chrome, loss };
}
