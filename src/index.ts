// Session
export { SandboxProvider } from "./session";
export { useSandboxSession } from "./session";

// Sandbox
export { useSandbox } from "./sandbox";

// Processes
export { useProcess, useProcesses, useProcessLogs, ProcessLogs } from "./process";

// Previews
export { usePreview, SandboxPreview } from "./preview";

// Errors
export { SandboxError, isSandboxError } from "./errors";
export type { SandboxErrorDetails, SandboxErrorKind } from "./errors";

// The answer of a session endpoint
export type { PreviewAnswer, SandboxHandoff, SandboxSessionResponse } from "./wire";
