// Public names
export { useSandbox } from "./useSandbox";
export type { RunOptions, SandboxDoor } from "./sandboxDoor";

// For the sibling folders
export { presetSandbox, sandboxDoor } from "./sandboxDoor";
export { readJson } from "./readJson";
export { sandboxFetch } from "./sandboxFetch";
export { sandboxErrorFrom, toSandboxError } from "./sandboxErrors";
