// The backend
export { createSandboxBackend, createSandboxHandler, type SandboxBackend } from "./backend";
export {
  type Prepare,
  type PrepareRun,
  type PrepareSettings,
  type PreviewSettings,
  type SandboxSessionRequest,
  type SandboxBackendOptions,
  type SandboxIdentity,
  type SandboxSettings,
  type SessionSettings,
} from "./options";
export { devServerEnv } from "./previews";
export type { SandboxBackendEvent } from "./events";

// Adapters
export { toNodeHandler } from "./nodeHandler";

// What sessions, previews and dev servers need to work in a browser
export {
  previewResponseHeaders,
  sessionResponseHeaders,
  type ResponseHeaderOptions,
} from "./responseHeaders";

// The wire
export type { PreviewAnswer, SandboxHandoff, SandboxSessionResponse } from "../wire";
