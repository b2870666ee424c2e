// The backend
export { createSandboxBackend, createSandboxHandler } from "./backend";
export type { SandboxBackend } from "./backend";
export type {
  PreviewSettings,
  SandboxAsked,
  SandboxBackendOptions,
  SandboxIdentity,
  SandboxSettings,
  SessionSettings,
} from "./options";
export type { SandboxBackendEvent } from "./events";

// Adapters
export { toNodeHandler } from "./nodeHandler";

// What sessions, previews and dev servers need to work in a browser
export { previewResponseHeaders, sessionResponseHeaders } from "./responseHeaders";
export type { ResponseHeaderOptions } from "./responseHeaders";
export { devServerEnv } from "./devServerEnv";

// The wire
export type { PreviewAnswer, SandboxHandoff, SandboxSessionResponse } from "../wire";
