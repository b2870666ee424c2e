// Public names
export { useSandbox } from "./useSandbox";
export type { RunOptions, SandboxDoor } from "./sandboxDoor";

// For the sibling folders
export { presetSandbox, sandboxDoor } from "./sandboxDoor";
