export {
  createSandboxApi,
  type PortTarget,
  type ProcessSummary,
  type SandboxApi,
  type SandboxApiOptions,
} from "./sandboxApi";
export type { Router } from "./router";
