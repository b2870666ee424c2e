export type { LogLimit, LogLine, LogNotice, LogStatus } from "./types";
export { LogBuffer } from "./logBuffer";
export { LogFollower } from "./logFollower";
