// A preview that a browser test takes from state to state.
import type { ReactNode } from "react";
import { flushSync } from "react-dom";
import { createStaticPreview, PreviewContext, type PreviewPreset } from "../src/preview";

/** A store in whatever state it was last given. */
export function createChangingPreview(first: PreviewPreset) {
  const listeners = new Set<() => void>();
  let store = createStaticPreview(first);
  const shown: ReturnType<typeof createStaticPreview> = {
    ...store,
    getSnapshot: () => store.getSnapshot(),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const context = { createStore: () => shown, overlayAfterMs: 0 };
  return {
    become(next: PreviewPreset) {
      store = createStaticPreview(next);
      flushSync(() => {
        for (const listener of listeners) listener();
      });
    },
    Provider: ({ children }: { children: ReactNode }) => (
      <PreviewContext.Provider value={context}>{children}</PreviewContext.Provider>
    ),
  };
}
