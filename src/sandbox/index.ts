// Public names
export { useSandbox } from "./useSandbox";
export type { RunOptions, SandboxHandle } from "./sandboxHandle";

// For the sibling folders
export { presetSandbox, sandboxHandle } from "./sandboxHandle";
