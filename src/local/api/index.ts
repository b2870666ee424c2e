export { createSandboxApi, type SandboxApi, type SandboxApiOptions } from "./sandboxApi";
export type { Router } from "./router";
