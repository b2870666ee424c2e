import { lazyChunk } from "../core";

export type Sdk = typeof import("@blaxel/core");

const sdkChunk = /* @__PURE__ */ lazyChunk(
  () => import("@blaxel/core"),
  "SandboxInstance",
  "@blaxel/core",
);

/** Loads `@blaxel/core` once; after a failure the next call asks again. */
export const loadSdk = (): Promise<Sdk> => sdkChunk.load();
