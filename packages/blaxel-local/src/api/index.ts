export { createSandboxApi, type ProcessSummary, type SandboxApi } from "./sandboxApi";
export type { Router } from "./router";
