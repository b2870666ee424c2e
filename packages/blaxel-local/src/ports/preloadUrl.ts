import { existsSync } from "node:fs";

/** Where the preload lies: beside this file in the source, beside the bundle in the package. */
export function preloadUrl(): string {
  const source = new URL("./preload.mjs", import.meta.url);
  return (existsSync(source) ? source : new URL("./port-preload.js", import.meta.url)).href;
}
