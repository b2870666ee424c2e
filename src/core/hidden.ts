// A file of its own: it is on the way to the first frame, and the rest of `page.ts` is not.

/** Whether the tab is hidden: a browser then runs its timers only once a minute. */
export const isTabHidden = (): boolean => globalThis.document?.visibilityState === "hidden";
