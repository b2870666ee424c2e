export { anyOf, delay, nextCall, pauseOrHint, type Cancellable } from "./abort";
export { backoffDelay } from "./backoff";
export { retryAfterMs } from "./retryAfter";
export { createEmitter, type Emitter, guarded, report } from "./emitter";
export { isRecord } from "./isRecord";
export { chunkLostError, lazyChunk, type LazyChunk } from "./lazyChunk";
export { isSafe } from "./loopback";
export {
  afterPause,
  isAwake,
  isHidden,
  LONG_HIDDEN_MS,
  onAwake,
  onWake,
  restingDelay,
  shownWindow,
  standIn,
} from "./page";
export { countReaders, createLifespan } from "./readers";
export { pageTimer, withTimeLimit } from "./timeLimit";
