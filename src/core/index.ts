export { backoffDelay } from "./backoff";
export { createEmitter, type Emitter } from "./emitter";
export { guarded, report } from "./guarded";
export { isHidden } from "./hidden";
export { chunkLostError, lazyChunk, type LazyChunk } from "./lazyChunk";
export { isSafe } from "./loopback";
export { pageTimer, withTimeLimit } from "./timeLimit";
export { onWake } from "./wake";
