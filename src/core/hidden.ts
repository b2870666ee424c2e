/** Whether nobody sees the page: a browser then runs its timers only once a minute. */
export const isHidden = (): boolean => globalThis.document?.visibilityState === "hidden";
