export { followAsProfileA, followExactly } from "./followLog";
export { GroupGuard } from "./groupGuard";
export { goText } from "./goText";
export {
  event,
  exactEvents,
  looseEvents,
  prefixedLines,
  prefixedPieces,
  type LogFraming,
} from "./logFraming";
export type { LogPiece } from "./logPiece";
export { SignalRefused, type ManagedProcess } from "./managedProcess";
export type { ProcessSpec } from "./processSpec";
export { inheritedEnv } from "./processEnv";
export type { ShellStart } from "./shellStart";
export { StdinRefused } from "./processStdin";
export { ProcessTable } from "./processTable";
export { StartRefused } from "./startRefused";
