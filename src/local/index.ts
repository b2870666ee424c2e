export { startLocalSandbox, type LocalSandbox } from "./startLocalSandbox";
export type { LocalSandboxOptions } from "./options";
export type { RecordedRequest } from "./requestLog";
export type { Profile } from "./profile";
