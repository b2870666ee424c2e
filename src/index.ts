// Session
export { SandboxProvider, useSandboxSession } from "./session";
export type {
  AppErrorTextKey,
  ExpiredSession,
  FailedSession,
  LogTextKey,
  PendingSession,
  PreviewTextKey,
  ReadySession,
  SandboxEndpoint,
  SandboxEndpointRequest,
  SandboxLabels,
  SandboxProviderProps,
  SandboxSession,
  SandboxSessionEvent,
  SessionRequestReason,
  TerminalTextKey,
} from "./session";

// Sandbox
export { useSandbox } from "./sandbox";
export type { RunOptions, SandboxHandle } from "./sandbox";

// Processes
export { ProcessLogs, useProcess, useProcesses, useProcessLogs } from "./process";
export type {
  ListedProcess,
  ListeningPort,
  LogLimit,
  LogLine,
  LogNotice,
  LogSelectionOptions,
  LogStatus,
  OutputStream,
  ProcessActions,
  ProcessExit,
  ProcessLogsProps,
  ShownStream,
  ProcessLogView,
  ProcessOptions,
  ProcessState,
  ProcessStatus,
  SandboxProcess,
  SandboxProcesses,
} from "./process";

// Errors of the app
export { ErrorCard, toPrompt, useAppErrors } from "./diagnostics";
export type {
  AppError,
  AppErrorKind,
  AppErrorOptions,
  AppErrorPlace,
  AppErrorReport,
  AppErrors,
  AppErrorSource,
  AppErrorStatus,
  ErrorCardProps,
} from "./diagnostics";

// Previews
export { SandboxPreview, usePreview, defaultSandbox } from "./preview";
export type {
  FrameStage,
  Preview,
  PreviewAccess,
  PreviewActions,
  PreviewDevice,
  PreviewEvidence,
  PreviewFrameProps,
  PreviewOptions,
  PreviewReadiness,
  PreviewStage,
  PreviewState,
  PreviewStatus,
  SandboxPreviewProps,
} from "./preview";

// Files
export { useDirectory, useFile, useFileMutations, useFileQueries } from "./files";
export type {
  DirectoryEntry,
  DirectoryOptions,
  FileConflict,
  FileContent,
  FileMutations,
  FileOptions,
  FileQueries,
  FileQuery,
  FileState,
  MutationOptions,
  RemoveOptions,
  SandboxDirectory,
  SandboxFile,
  SaveOutcome,
} from "./files";

// Errors
export { SandboxError, isSandboxError } from "./errors";
export type { SandboxErrorDetails, SandboxErrorKind } from "./errors";

// The answer of a session endpoint
export type { PreviewAnswer, SandboxHandoff, SandboxSessionResponse } from "./wire";
