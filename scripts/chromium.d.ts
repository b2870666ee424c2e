/** The path of a Chromium to run, or `undefined` when there is none. */
export function findChromium(): string | undefined;
