/** An engine that previews are tested in. */
export type EngineName = "chromium" | "firefox" | "webkit";

/** Every engine. */
export const engineNames: readonly EngineName[];

/** The path of a Firefox, or `undefined` when there is none. */
export function findFirefox(): string | undefined;

/** The path of WebKitGTK's driver, which brings its own browser, or `undefined` when there is none. */
export function findWebKitDriver(): string | undefined;

/** The path of an X server without a screen, or `undefined` when there is none. */
export function findXvfb(): string | undefined;

/** The Debian packages whose programs this engine needs and this machine does not have. */
export function missingPackages(engine: EngineName): string[];
