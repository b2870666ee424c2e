// Public names, see entry.ts
export { SandboxTerminal } from "./SandboxTerminal";
export { useTerminal } from "./useTerminal";
export type {
  SandboxTerminalHandle,
  SandboxTerminalProps,
  TerminalOptions,
  TerminalOutput,
  TerminalState,
  TerminalStatus,
} from "./types";

// For the sibling folders
export { setStaticTerminal, type TerminalPreset } from "./staticTerminal";
