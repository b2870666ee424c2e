// All that knows what Blaxel's sandbox API, gateway and errors look like on the wire.
export {
  createFraming,
  withoutServerNotes,
  type Framing,
  type FramingKind,
  type LogSink,
} from "./logs/framing";
export { framingKind, isOfNoProcess, openLogStream, READING_LOG } from "./logs/openLogStream";
export { fetchInPlace } from "./fetchInPlace";
export {
  refusesSession,
  isNetworkError,
  sdkRefusal,
  timeoutError,
  timeoutMsError,
  toSandboxError,
} from "./sandboxErrors";
export { exitOf, phaseOf, mayRestart, type ProcessAnswer } from "./processAnswer";
export { idFault, inAddress, invalidOption } from "./processPath";
export { answerIn, listAll, lookUp, lookUpPorts, sendInput } from "./processes";
export { recoverSession, sandboxFetch } from "./sandboxFetch";
export { PREVIEW_TOKEN_PARAMETER, SESSION_TOKEN_HEADER } from "./tokens";
export type { ListeningPort, OutputStream, ProcessExit, ProcessRequest } from "./types";
export {
  findTerminal,
  openTerminal,
  REPLAY_BYTES,
  REPLAY_START_BYTES,
  type TerminalAddress,
  type TerminalEnd,
  type TerminalSocket,
} from "./terminalSocket";
export { listDirectory } from "./files/directory";
export { putPath, readFile, removePath, type FileBytes } from "./files/file";
export { checkedName, isWithin, joined, nameOf, normalPath, parentOf } from "./files/filePath";
export { pathErrorFor } from "./files/fileErrors";
export { transferPath } from "./files/moves";
export { watchDirectory } from "./files/watch";
export type { DirectoryEntry } from "./files/types";
