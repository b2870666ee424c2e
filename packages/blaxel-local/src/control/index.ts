// For the other parts of the local sandbox.
export { createControlPlane } from "./controlPlane";
export { createWorkspace, type FolderCopies, type Workspace } from "./workspace";
export { isSession, previewEnd } from "./records";
export type { PreviewRecord, SandboxRecord } from "./records";
export type { Addresses } from "./answers";
