export type { LogLimit, LogLine, LogNotice, OutputStream } from "./logLine";
export { LogBuffer } from "./logBuffer";
export { LogFollower, type LogStatus } from "./logFollower";
export { isRecord } from "./record";
export { afterPause, isAwake, onAwake, restingDelay } from "./visibility";
export { delay, nextCall, pauseOrHint } from "./abort";
