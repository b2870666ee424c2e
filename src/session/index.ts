// Public names
export { SandboxProvider } from "./SandboxProvider";
export { useSandboxSession } from "./useSandboxSession";
export type {
  SandboxProviderProps,
  SandboxEndpoint,
  SandboxEndpointRequest,
  SessionRequestReason,
  SandboxSessionEvent,
  ExpiredSession,
  FailedSession,
  PendingSession,
  ReadySession,
  SandboxSession,
} from "./types";
export type {
  AppErrorTextKey,
  LogTextKey,
  PreviewTextKey,
  SandboxLabels,
  TerminalTextKey,
} from "./labels";
export { useSessionStore, SessionStoreContext, LabelsContext, useLabels } from "./sessionContext";

// For the sibling folders
export { Credential, type PreviewAddress } from "./credential";
export { FaultBoundary } from "./FaultBoundary";
export { createStaticStore } from "./staticStore";
export type { SessionStore } from "./sessionStore";
export { ownClient } from "./ownClient";
