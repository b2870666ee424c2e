import { lazyChunk } from "../core";

/** What keeps sessions fresh, loaded while the first answer is under way. */
export const refresherChunk = /* @__PURE__ */ lazyChunk(
  () => import("./sessionRefresher"),
  "createRefresher",
);
