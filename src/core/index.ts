export { backoffDelay } from "./backoff";
export { createEmitter, type Emitter } from "./emitter";
export { guarded, report } from "./guarded";
export { withTimeLimit } from "./timeLimit";
