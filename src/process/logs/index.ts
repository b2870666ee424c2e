export type { LogLimit, LogLine, LogNotice } from "./logLine";
export { LogBuffer } from "./logBuffer";
export { LogFollower, type LogStatus } from "./logFollower";
