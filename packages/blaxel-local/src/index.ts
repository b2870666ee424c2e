export { startLocalSandbox, type LocalSandbox } from "./startLocalSandbox";
export type { LocalSandboxOptions } from "./options";
export type { RecordedRequest } from "./requestLog";
export type { Profile } from "./profile";
export type { ProcessSummary } from "./api";
export { withFaults } from "./faults";
export type {
  BackendBodyFault,
  BackendClockFault,
  BackendFault,
  BackendHangFault,
  BackendRepeatFault,
  BackendResetFault,
  BackendRoute,
  BackendStatusFault,
  CutFault,
  DeleteSessionFault,
  ExpireTokenFault,
  Fault,
  FaultHandle,
  FaultLimits,
  FaultMatch,
  Faults,
  FaultyRoute,
  LatencyFault,
  RefuseFault,
  ResetFault,
  SlowFault,
  StallFault,
  StandbyFault,
  StatusFault,
} from "./faults";
