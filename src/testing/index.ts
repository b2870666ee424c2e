export { renderWithSandbox } from "./renderWithSandbox";
export { SandboxFixture } from "./SandboxFixture";
export type { PartialSandbox } from "./SandboxFixture";
export type { SandboxStates } from "./SandboxFixture";
export type { SessionFixture } from "./sessionFixture";
export type { ProcessFixture } from "./processFixture";
export type { PreviewFixture } from "./previewFixture";
export type { TerminalFixture } from "./terminalFixture";
