export { backoffDelay } from "./backoff";
export { createEmitter, type Emitter } from "./emitter";
export { guarded, report } from "./guarded";
export { chunkLostError, lazyChunk, type LazyChunk } from "./lazyChunk";
export { isHidden, onWake } from "./page";
export { withTimeLimit } from "./timeLimit";
