export type { LogLimit, LogLine, LogNotice, OutputStream } from "./logLine";
export { LogBuffer } from "./logBuffer";
export { LogFollower, type LogStatus } from "./logFollower";
