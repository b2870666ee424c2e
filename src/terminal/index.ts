// The public names of blaxel-react/terminal
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
