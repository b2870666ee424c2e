// Public names
export { SandboxProvider } from "./SandboxProvider";
export { useSandboxSession } from "./useSandboxSession";
export type { SandboxProviderProps } from "./SandboxProvider";
export type { SandboxEndpoint, SandboxEndpointRequest, SessionRequestReason } from "./endpoint";
export type {
  ExpiredSession,
  FailedSession,
  PendingSession,
  ReadySession,
  SandboxSession,
} from "./sessionState";
export type { SandboxSessionEvent } from "./sessionEvent";
export type { LogTextKey, PreviewTextKey, SandboxLabels } from "./labels";

// For the sibling folders
export { useSessionStore, SessionStoreContext, LabelsContext } from "./sessionContext";
export { useLabels } from "./useLabels";
export { PreviewAddress, SessionCredential } from "./credential";
export { createStaticStore } from "./staticStore";
export type { SessionStore } from "./storeContract";
