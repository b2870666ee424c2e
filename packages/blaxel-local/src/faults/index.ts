export type {
  CutFault,
  DeleteSessionFault,
  ExpireTokenFault,
  Fault,
  FaultLimits,
  FaultMatch,
  LatencyFault,
  RefuseFault,
  ResetFault,
  SlowFault,
  StallFault,
  StandbyFault,
  StatusFault,
} from "./fault";
export type {
  BackendBodyFault,
  BackendClockFault,
  BackendFault,
  BackendHangFault,
  BackendRepeatFault,
  BackendResetFault,
  BackendStatusFault,
} from "./backendFault";
export type { FaultHandle, Faults } from "./registry";
export { withFaults, type BackendRoute, type FaultyRoute } from "./withFaults";

// For the other parts of the local sandbox.
export { startAdminServer } from "./adminServer";
export { createFaultRunner, type CorsHeaders, type FaultRunner } from "./faultRunner";
export type { Exchange } from "./exchange";
