export type { LogLimit, LogLine, LogNotice, OutputStream } from "./logLine";
export { LogBuffer } from "./logBuffer";
export { LogFollower, type LogStatus } from "./logFollower";
export type { Verdict } from "./logStream";
export { isRecord } from "./record";
export { onAwake } from "./visibility";
export { anyOf, delay } from "./abort";
