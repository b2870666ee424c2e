export { followAsProfileA, followExactly } from "./followLog";
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
export { SignalRefused, type ManagedProcess, type ProcessSpec } from "./managedProcess";
export { inheritedEnv } from "./processEnv";
export { StdinRefused } from "./processStdin";
export { ProcessTable, StartRefused } from "./processTable";
