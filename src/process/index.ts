export { useProcess } from "./useProcess";
export type { ProcessActions, SandboxProcess } from "./useProcess";
export { useProcesses } from "./useProcesses";
export type { ListedProcess, SandboxProcesses } from "./useProcesses";
export { useProcessLogs } from "./useProcessLogs";
export { ProcessLogs } from "./ProcessLogs";
export type { ProcessLogsProps } from "./ProcessLogs";
export type { ShownStream } from "./viewer/LogToolbar";
export type { LogSelectionOptions, ProcessLogView } from "./logSelection";
export type { ProcessOptions } from "./processOptions";
export type { ListeningPort, OutputStream, ProcessExit } from "../platform";
export type { ProcessState, ProcessStatus } from "./processState";
export type { LogLimit, LogLine, LogNotice, LogStatus } from "./logs";

// For the sibling folders
export { useKnownProcess } from "./useKnownProcess";
export type { ProcessController } from "./processController";
export { presetProcess, type ProcessAction, type ProcessPreset } from "./presetProcess";
