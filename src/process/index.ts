export { useProcess } from "./useProcess";
export type {
  ListedProcess,
  ProcessActions,
  SandboxProcess,
  SandboxProcesses,
  ProcessLogsProps,
  ShownStream,
  LogSelectionOptions,
  ProcessLogView,
  ProcessOptions,
  ProcessState,
  ProcessStatus,
} from "./types";
export { useProcesses } from "./useProcesses";
export { useProcessLogs } from "./useProcessLogs";
export { ProcessLogs } from "./ProcessLogs";
export type { ListeningPort, OutputStream, ProcessExit } from "../platform";
export type { LogLimit, LogLine, LogNotice, LogStatus } from "./logs/types";

// For the sibling folders
export { useKnownProcess } from "./knownProcesses";
export { copyText } from "./viewer/copyText";
export { useCopy } from "./viewer/useCopy";
export { FallenLog } from "./viewer/FallenLog";
export { LogIcon } from "./viewer/LogIcon";
export { SEQUENCES } from "./viewer/sequences";
export type { ProcessStore } from "./processStore";
export { useProcessStore } from "./useProcessStore";
export { setStaticProcesses, type ProcessAction, type ProcessPreset } from "./staticProcess";
export { acquireSlot, usableLocks } from "./logs/streamSlots";
